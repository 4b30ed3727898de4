import { say, strong } from '../phrase.ts';
import { type TellTable, told } from './telling.ts';

type Kinds = 'incident-recovered' | 'note-added' | 'incident-closed';

/** What people add, and how it ends. */
export const ending: TellTable<Kinds> = {
  'incident-recovered': (body) => told('🎉', say`${strong('Recovered.')} ${body.summary}`),
  'note-added': (body, { who }) => told('📝', say`${who}: ${body.text}`),
  'incident-closed': (body, { who }) =>
    told('🔒', say`${who} closed the incident.`, say`Root cause: ${body.rootCause}`, say`Path used: ${body.pathUsed}`),
};
