import type { Instant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { msOf } from '../instants.ts';

/** Whoever keeps drills looks every few seconds; later than this, in ms, nobody was looking. */
const ABSENT_MS = 120_000;

/**
 * Whether silence until the window's end says something about people. It does not where nobody was asked, where nothing
 * that was sent arrived, and where Recourse itself was away when an attempt or the end was due: no button worked then.
 */
export function wasMeasured(
  { contacts, answers, calls }: Incident,
  { authority }: ServicePolicy,
  given: { readonly closesAt: Instant; readonly now: Date },
): boolean {
  const closes = msOf(given.closesAt);
  if (given.now.getTime() - closes > ABSENT_MS) return false;
  if (answers.length > 0) return true;
  const last = contacts.at(-1);
  if (last === undefined) return calls.some(({ people }) => people.length > 0);
  if (contacts.every(({ outcome }) => outcome !== 'delivered')) return false;
  const nextAt = msOf(last.settled?.at ?? last.attemptedAt) + last.waitMs;
  return contacts.length >= authority.contact.length || nextAt + ABSENT_MS >= closes;
}
