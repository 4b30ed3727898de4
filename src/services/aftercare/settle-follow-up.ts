import type { DispatchName } from '../../domain/dispatch.ts';
import type { EntryBody } from '../../domain/entry.ts';
import { type FollowUp, isOpen } from '../../domain/follow-up.ts';
import { type IncidentId, type Instant, type PersonId, toInstant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, type Refusal, refused, type Verdict } from '../../domain/verdict.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { unknownIncident } from '../voting/act-on.ts';

/** What somebody does with a follow-up. */
export type FollowUpAct =
  | { readonly kind: 'done'; readonly number: number; readonly how?: string }
  | { readonly kind: 'assign'; readonly number: number; readonly to: PersonId }
  /** Due so long from now on, in ms. */
  | { readonly kind: 'due'; readonly number: number; readonly inMs: number }
  | { readonly kind: 'add'; readonly title: string };

/** What was not said of a new one is a week. */
const WITHIN_MS = 7 * 24 * 3_600_000;
const TITLE_LENGTH_MAX = 300;

/** Anybody may say that something is done, or who does it until when; it stands in the journal with their name (P10). */
export function settleFollowUp(
  house: Pick<House, 'journal'>,
  asking: Asking,
  given: { readonly incident: IncidentId; readonly act: FollowUpAct },
): Promise<Verdict<Incident>> {
  return writeAs(house, asking, given.incident, (incident, now) => bodyOf(given.act, incident, asking.person, now));
}

/** A person has looked: it did not arrive, or what stood in the way is mended. */
export function sendAgain(
  house: Pick<House, 'journal'>,
  asking: Asking,
  given: { readonly incident: IncidentId; readonly dispatch: DispatchName },
): Promise<Verdict<Incident>> {
  return writeAs(house, asking, given.incident, ({ id, dispatches }) => {
    const known = dispatches[given.dispatch];
    const waits = known?.standing === 'unknown' || known?.standing === 'failed';
    if (waits) return granted({ kind: 'dispatch-reopened', dispatch: given.dispatch });
    return refused({
      code: 'wrong-phase',
      say: `Nothing of ${id} by the name ${given.dispatch} waits to be sent again.`,
      hint: '`/incident timeline` says what did not go out, and how to send it again.',
    });
  });
}

async function writeAs(
  house: Pick<House, 'journal'>,
  asking: Asking,
  id: IncidentId,
  body: (incident: Incident, now: Date) => Verdict<EntryBody>,
): Promise<Verdict<Incident>> {
  if ((await house.journal.incident(id)) === null) return refused(unknownIncident(id));
  const judge = (incident: Incident, now: Date) => {
    const verdict = body(incident, now);
    if (verdict.kind === 'refused') return verdict;
    return granted({ drafts: [{ by: { kind: 'person' as const, id: asking.person }, body: verdict.value }] });
  };
  return house.journal.append(id, judge, { once: asking.once });
}

function bodyOf(act: FollowUpAct, incident: Incident, person: PersonId, now: Date): Verdict<EntryBody> {
  const inMs = (ms: number) => toInstant(new Date(now.getTime() + ms));
  if (act.kind === 'add') {
    const title = act.title.trim();
    if (title === '' || title.length > TITLE_LENGTH_MAX) return refused(badTitle(title.length));
    const number = incident.followUps.length + 1;
    return granted({
      kind: 'follow-up-opened',
      number,
      subject: 'other',
      title,
      owner: person,
      dueAt: inMs(WITHIN_MS),
    });
  }
  const { number } = act;
  const item = incident.followUps.find((each) => each.number === number);
  const refusal = standsInTheWay(incident, number, item);
  return refusal === null ? granted(changeBy(act, inMs)) : refused(refusal);
}

function changeBy(act: Exclude<FollowUpAct, { kind: 'add' }>, inMs: (ms: number) => Instant): EntryBody {
  const { number } = act;
  switch (act.kind) {
    case 'done':
      return { kind: 'follow-up-done', number, ...(act.how === undefined ? {} : { how: act.how }) };
    case 'assign':
      return { kind: 'follow-up-changed', number, owner: act.to };
    case 'due':
      return { kind: 'follow-up-changed', number, dueAt: inMs(act.inMs) };
  }
}

function standsInTheWay({ id }: Incident, number: number, item: FollowUp | undefined): Refusal | null {
  const hint = `\`/incident actions ${id}\` lists them.`;
  if (item === undefined) return { code: 'bad-input', say: `${id} has no to do ${number}.`, hint };
  return isOpen(item) ? null : { code: 'wrong-phase', say: `To do ${number} of ${id} is done already.`, hint };
}

function badTitle(length: number): Refusal {
  return {
    code: 'bad-input',
    say: length === 0 ? 'It has no title.' : `The title has ${length} characters; ${TITLE_LENGTH_MAX} fit.`,
    hint: '`/incident actions add what is to be done`.',
  };
}
