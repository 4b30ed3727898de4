import type { PersonId } from '../../../src/domain/ids.ts';
import { roleNames } from '../../../src/domain/person.ts';
import { lateWords } from '../decisions.ts';
import { inheritedPhrase } from '../migrations.ts';
import { durationOf } from '../numbers.ts';
import { call, code, either, instant, join, type Phrase, person, say, saying, strong } from '../phrase.ts';
import { triggerText } from '../triggers.ts';
import { type TellTable, told } from './telling.ts';

type Kinds =
  | 'incident-declared'
  | 'identification-corrected'
  | 'contact-attempted'
  | 'contact-delivered'
  | 'contact-failed'
  | 'contact-answered'
  | 'rung-opened'
  | 'window-reminded'
  | 'waiting-reminded'
  | 'window-lapsed'
  | 'fix-forward-budget-spent';

const identifiedBy = {
  'declared-now': 'when it was declared',
  person: 'as they said',
  alert: 'by an alert',
} as const;

const contactWays: Readonly<Record<string, string>> = {
  'direct-message': 'by direct message',
  mention: 'by a mention in the channel',
  page: 'by page',
};

/** `by direct message`; a way that we do not know is shown as written. */
export function contactWay(by: string): string {
  return contactWays[by] ?? `by ${by}`;
}

/** From the declaration to the end of the window: who was asked, and by when. */
export const opening: TellTable<Kinds> = {
  'incident-declared': ({ declaration }, { who }) =>
    told(
      '🚨',
      say`${who} declared an incident for ${strong(declaration.service)} in ${declaration.environment}.`,
      say`Identified ${instant(declaration.identifiedAt)} (${identifiedBy[declaration.identifiedSource]}). The decision window counts from then.`,
      say`What was seen: ${declaration.seen}`,
      say`Triggers: ${declaration.triggers.map(triggerText).join('; ')}`,
      declaration.migration === undefined ? null : say`Migration: ${code(declaration.migration)}`,
      declaration.commit === undefined ? null : say`Commit: ${code(declaration.commit)}`,
      declaration.during === undefined ? null : inheritedPhrase(declaration.during),
      declaration.correlationIds === undefined || declaration.correlationIds.length === 0
        ? null
        : say`Correlation ids: ${declaration.correlationIds.join(', ')}`,
    ),
  'identification-corrected': (body, { who }) =>
    told(
      '🕒',
      say`${who} corrected when the failure was identified: ${instant(body.identifiedAt)}. Reason: ${body.why}`,
    ),
  'contact-attempted': (body) =>
    told(
      '📣',
      say`Attempt ${body.attempt + 1} to reach ${either(body.to.map((id) => say`${person(id)}`))} ${contactWay(body.by)}. They have ${durationOf(body.waitMs)} to answer.`,
    ),
  'contact-delivered': (body) => told('📨', say`Attempt ${body.attempt + 1} was delivered. No answer yet.`),
  'contact-failed': (body) =>
    told(
      '⚠️',
      say`Attempt ${body.attempt + 1} could not be delivered: ${body.why}. ${
        body.counts ? 'By policy it still counts as an attempt.' : 'By policy it does not count as an attempt.'
      }`,
    ),
  'contact-answered': (body, { who }) => told('🙋', say`${who} (${roleNames[body.role]}) answered: ${body.how}`),
  'rung-opened': (body) =>
    told(
      '🔓',
      say`${callsTo(body.people)} ${strong(roleNames[body.role])} is called on to decide. Why: ${saying(body.why)}`,
    ),
  // After a pause it comes later than it is named for, so it tells the end and not what is left.
  'window-reminded': ({ beforeMs, closesAt }) =>
    told(
      '⏰',
      closesAt === undefined
        ? say`${durationOf(beforeMs)} left to decide.`
        : say`Decide by ${instant(closesAt)}: ${durationOf(beforeMs)} are left at most.`,
    ),
  'waiting-reminded': (body) =>
    told(
      '⏰',
      say`${either(body.to.map((id) => say`${call(id)}`))}: the recovery has been waiting for a person for ${durationOf(body.waitedMs)}.`,
      body.frozen ? say`${strong('Writes to production are stopped all this time.')}` : null,
      say`The card and ${code('/rollback')} show what it waits for, with buttons.`,
    ),
  'window-lapsed': (body) =>
    told(
      '⌛',
      say`The decision window closed ${instant(body.closedAt)} without a decision. Nothing was approved and nothing was refused.`,
      say`What is still possible: ${lateWords[body.lateDecision ?? 'allowed']}`,
    ),
  'fix-forward-budget-spent': (body) =>
    told('⌛', say`The time to fix it forward ended ${instant(body.endedAt)}. That now speaks for rolling back.`),
};

/** Whose rung opens is called, not only named: Slack notifies them. */
function callsTo(people: readonly PersonId[] = []): Phrase {
  if (people.length === 0) return say`The`;
  return say`${join(
    people.map((id) => say`${call(id)}`),
    ' ',
  )}: the`;
}
