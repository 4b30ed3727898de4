import type { Dispatch } from '../domain/dispatch.ts';
import type { EntryKind } from '../domain/entry.ts';
import type { FollowUp } from '../domain/follow-up.ts';
import type { Incident } from '../domain/incident.ts';
import type { Change } from './fold.ts';

type Kinds = Extract<EntryKind, `follow-up-${string}` | `dispatch-${string}` | `mail-${string}`>;

/** An incident for which nothing was sent out of the house yet, and nothing is left to do. */
export const noAftercare: Pick<Incident, 'followUps' | 'mails' | 'dispatches' | 'turns'> = {
  followUps: [],
  mails: [],
  dispatches: {},
  turns: [],
};

/** What follow-ups and dispatches change; neither moves an incident to another phase. */
export const aftercareChanges: { readonly [Kind in Kinds]: Change<Kind> } = {
  'follow-up-opened': ({ followUps }, { number, subject, title, owner, dueAt }) => ({
    followUps: [
      ...followUps,
      { number, subject, title, owner, dueAt, doneAt: null, doneBy: null, how: null, remindedAt: null, reminders: 0 },
    ],
  }),
  'follow-up-changed': ({ followUps }, { number, owner, dueAt }) =>
    change(followUps, number, (item) => ({
      owner: owner ?? item.owner,
      dueAt: dueAt ?? item.dueAt,
      // Another owner or another date is another promise: it is reminded of anew.
      remindedAt: null,
    })),
  'follow-up-done': ({ followUps }, { number, how }, { by, recordedAt }) =>
    change(followUps, number, () => ({
      doneAt: recordedAt,
      doneBy: by.kind === 'person' ? by.id : null,
      how: how ?? null,
    })),
  'follow-up-reminded': ({ followUps }, { number }, { recordedAt }) =>
    change(followUps, number, (item) => ({ remindedAt: recordedAt, reminders: item.reminders + 1 })),

  'mail-drafted': ({ mails }, { number, subject, text }, { by }) => ({
    mails: by.kind === 'person' ? [...mails, { number, subject, text, by: by.id, approved: null }] : mails,
  }),
  'mail-approved': ({ mails }, { number, recipients, digest }, { by }) => ({
    mails: mails.map((mail) =>
      mail.number === number && by.kind === 'person' ? { ...mail, approved: { by: by.id, recipients, digest } } : mail,
    ),
  }),

  'dispatch-began': ({ dispatches }, { dispatch: name, attempt: attempts, holder }, { recordedAt: beganAt }) => {
    const fresh: Dispatch = {
      ...{ name, standing: 'running', attempts, holder, beganAt },
      ...{ where: null, why: null, againAt: null },
    };
    return { dispatches: { ...dispatches, [name]: fresh } };
  },
  'dispatch-done': (incident, { dispatch, where }) => settle(incident, dispatch, { standing: 'done', where }),
  'dispatch-failed': (incident, { dispatch, why, againAt }) =>
    settle(incident, dispatch, { standing: 'failed', why, againAt }),
  'dispatch-became-unknown': (incident, { dispatch, say }) =>
    settle(incident, dispatch, { standing: 'unknown', why: say }),
  // A person has looked: it is sent again now, as often as a new one would be.
  'dispatch-reopened': (incident, { dispatch }, { recordedAt }) =>
    settle(incident, dispatch, { standing: 'failed', attempts: 0, againAt: recordedAt }),
};

function change(
  followUps: readonly FollowUp[],
  number: number,
  changed: (item: FollowUp) => Partial<FollowUp>,
): Pick<Incident, 'followUps'> {
  return { followUps: followUps.map((item) => (item.number === number ? { ...item, ...changed(item) } : item)) };
}

function settle({ dispatches }: Incident, name: string, settled: Partial<Dispatch>): Pick<Incident, 'dispatches'> {
  const known = dispatches[name];
  return { dispatches: known === undefined ? dispatches : { ...dispatches, [name]: { ...known, ...settled } } };
}
