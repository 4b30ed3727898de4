import { say, strong } from '../phrase.ts';
import { type TellTable, told } from './telling.ts';

type Kinds = 'incident-recovered' | 'note-added' | 'auto-deploy-settled' | 'incident-closed';

/** What people add, and how it ends. */
export const ending: TellTable<Kinds> = {
  'incident-recovered': (body) => told('🎉', say`${strong('Recovered.')} ${body.summary}`),
  'note-added': (body, { who }) => told('📝', say`${who}: ${body.text}`),
  'auto-deploy-settled': ({ target, how }, { who }) =>
    how === 'released'
      ? told('🚀', say`${target} deploys every push by itself again, as before. ${who} asked for it.`)
      : told('🚀', say`${target} deploys no push by itself any more: ${who} left it off.`),
  'incident-closed': (body, { who }) =>
    told('🔒', say`${who} closed the incident.`, say`Root cause: ${body.rootCause}`, say`Path used: ${body.pathUsed}`),
};
