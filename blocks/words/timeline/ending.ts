import type { BodyOf } from '../../../src/domain/entry.ts';
import { durationOf } from '../numbers.ts';
import { channel, code, instant, link, type Phrase, person, say, strong } from '../phrase.ts';
import { type Telling, type TellTable, told } from './telling.ts';

type Kinds =
  | 'incident-recovered'
  | 'note-added'
  | 'auto-deploy-settled'
  | 'switch-settled'
  | 'switch-reminded'
  | 'incident-closed';

/** What people add, and how it ends. */
export const ending: TellTable<Kinds> = {
  'incident-recovered': (body) => told('🎉', say`${strong('Recovered.')} ${body.summary}`),
  'note-added': (body, telling) =>
    body.from === undefined
      ? told('📝', say`${telling.who}: ${body.text}`)
      : told('📌', say`${authorOf(body.from)} wrote: ${body.text}`, addedBy(body.from, telling)),
  'auto-deploy-settled': ({ target, how }, { who }) =>
    how === 'released'
      ? told('🚀', say`${target} deploys every push by itself again, as before. ${who} asked for it.`)
      : told('🚀', say`${target} deploys no push by itself any more: ${who} left it off.`),
  'switch-settled': ({ switch: name, how }, { who }) =>
    how === 'switched-on'
      ? told('🔌', say`The switch ${code(name)} is on again, as before. ${who} asked for it.`)
      : told('🔌', say`The switch ${code(name)} stays off: ${who} left it so.`),
  'switch-reminded': ({ switch: name, offMs }) =>
    told(
      '⏰',
      say`The switch ${code(name)} is still off, for ${durationOf(offMs)} now, because of this incident.`,
      say`${strong('Next:')} ${code('/rollback path')} switches it on again after a vote. Until then, or until somebody says that it stays off, the incident cannot be closed.`,
    ),
  'incident-closed': (body, { who }) =>
    told('🔒', say`${who} closed the incident.`, say`Root cause: ${body.rootCause}`, say`Path used: ${body.pathUsed}`),
};

type From = NonNullable<BodyOf<'note-added'>['from']>;

function authorOf({ author }: From): Phrase {
  return author === undefined ? say`An app` : say`${person(author)}`;
}

/** Who put a message here, where it stands, and whether its words are still those of its author. */
function addedBy({ channel: id, permalink, editedAt, adapted }: From, { who }: Telling): Phrase {
  const place = permalink === undefined ? say`a message` : say`${link(permalink, 'a message')}`;
  const edited = editedAt === undefined ? [] : say`, edited ${instant(editedAt, 'time-with-seconds')}`;
  const changed = adapted === true ? say`, in words that ${who} shortened or changed` : [];
  return say`Added by ${who} from ${place} in ${channel(id)}${edited}${changed}.`;
}
