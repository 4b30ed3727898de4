import type { DispatchName } from '../../../src/domain/dispatch.ts';
import type { BodyOf, EntryKind } from '../../../src/domain/entry.ts';
import { counted } from '../numbers.ts';
import { call, code, instant, link, type Phrase, person, say, strong } from '../phrase.ts';
import { type TellTable, type Told, told } from './telling.ts';

type Kinds = Extract<EntryKind, `follow-up-${string}` | `dispatch-${string}` | `mail-${string}`>;

/** What a dispatch is called; one that this version does not know keeps its name. */
export function dispatchWords(name: DispatchName): string {
  if (name.startsWith('mail/')) return 'The mail to users';
  if (name.startsWith('issue/comment/')) return 'The comment on the GitHub issue';
  return (
    {
      'postmortem/file': 'The post-mortem',
      'postmortem/canvas': 'The post-mortem as a canvas',
      'issue/open': 'The GitHub issue',
      'issue/close': 'The end of the GitHub issue',
    }[name] ?? name
  );
}

const arrived = (name: DispatchName) => {
  if (name.startsWith('mail/')) return 'was taken by the mail server';
  return name === 'issue/open' ? 'is open' : 'has arrived';
};

function toDo({ number, title, owner, dueAt }: BodyOf<'follow-up-opened'>): Phrase {
  return say`To do ${number}: ${strong(title)}, by ${person(owner)}, until ${instant(dueAt)}.`;
}

/** What follows an incident, and what was sent out of the house for it (S10, P10, B1). */
export const following: TellTable<Kinds> = {
  'follow-up-opened': (body, { entry, next, openedBefore }) => {
    // A close opens several: the last of them tells all, because Slack takes one message a second.
    if (next?.body.kind === 'follow-up-opened' && next.recordedAt === entry.recordedAt) return null;
    const before = openedBefore.flatMap((each) => (each.kind === 'follow-up-opened' ? [toDo(each)] : []));
    if (before.length === 0) return told('📌', toDo(body));
    return told('📌', say`${counted(before.length + 1, 'thing')} are left to do:`, ...before, toDo(body));
  },
  'follow-up-changed': ({ number, owner, dueAt }, { who }) =>
    told(
      '📌',
      say`${who} changed to do ${number}:${owner === undefined ? [] : say` it belongs to ${call(owner)}`}${owner === undefined || dueAt === undefined ? '' : ','}${dueAt === undefined ? [] : say` it is due ${instant(dueAt)}`}.`,
    ),
  'follow-up-done': ({ number, how }, { who }) =>
    told('☑️', say`${who}: to do ${number} is done.${how === undefined ? '' : ` ${how}`}`),
  'follow-up-reminded': ({ number, to }, { entry }) =>
    told(
      '⏰',
      say`${call(to)}: to do ${number} is due and not done. ${code(`/incident actions done ${number}`)} when it is, ${code(`/incident actions due ${number} 2d`)} for more time.`,
      entry.by.kind === 'person' ? say`${person(entry.by.id)} asked.` : null,
    ),
  'mail-drafted': ({ number, subject, text }, { who }) =>
    told(
      '✉️',
      say`${who} drafted mail ${number} to the users: ${strong(subject)}`,
      say`${text}`,
      say`It has not gone out. It goes out once somebody confirms it.`,
    ),
  'mail-approved': ({ number, recipients }, { who }) =>
    told('✉️', say`${who} confirmed mail ${number} to ${counted(recipients, 'recipient')}. It goes out now, once.`),
  // That something is on its way is no news; that it arrived, or did not, is.
  'dispatch-began': () => null,
  'dispatch-done': ({ dispatch, where, found }) =>
    dispatch.startsWith('issue/comment/')
      ? null
      : told(
          '📤',
          say`${dispatchWords(dispatch)} ${arrived(dispatch)}: ${link(where, where)}${found ? ' (found there, and only recorded)' : ''}`,
        ),
  'dispatch-failed': ({ dispatch, attempt, why, againAt }) => {
    if (againAt !== null && attempt > 1) return null;
    if (againAt === null && dispatch === 'postmortem/canvas') return comesAsFile(why);
    return told(
      '⚠️',
      say`${strong(dispatchWords(dispatch))} did not go out: ${why}`,
      againAt === null
        ? say`It is not tried again. Next: mend what is named, then ${code(`/incident retry INC-… ${dispatch}`)}.`
        : say`Recourse tries again, first ${instant(againAt, 'time-with-seconds')}, until it arrives or a day is over.`,
    );
  },
  'dispatch-reopened': ({ dispatch }, { who }) =>
    told('🔁', say`${who} looked, and asked to send it again: ${dispatchWords(dispatch)}.`),
  'dispatch-became-unknown': ({ dispatch, say: why }) =>
    told(
      '❓',
      say`${strong(dispatchWords(dispatch))}: nobody can tell whether it arrived. ${why}`,
      dispatch === 'postmortem/canvas'
        ? say`The post-mortem comes as a file. A canvas that was made and not shared is seen by nobody, so another try does no harm: ${code(`/incident retry INC-… ${dispatch}`)}.`
        : say`It is not sent again by itself. Next: look whether it is there; if it is not, ${code(`/incident retry INC-… ${dispatch}`)}.`,
    ),
};

/** Most plans have no canvases, and that is no trouble. */
function comesAsFile(why: string): Told {
  return told('📄', say`There is no canvas for the post-mortem here (${why.replace(/\.$/, '')}): it comes as a file.`);
}
