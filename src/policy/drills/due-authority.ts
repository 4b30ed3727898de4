import type { AuthorityReason } from '../../domain/authority-drill.ts';
import type { AuthorityRecord } from '../../domain/authority-record.ts';
import { occasionsBetween } from '../../domain/calendar/occasions.ts';
import type { DrillHistory } from '../../domain/drill-record.ts';
import type { Instant, PersonId } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { instantAt, msOf } from '../instants.ts';

/** Nobody is asked by the calendar again before so long, in ms: a month, whatever services they lead. */
const ONCE_A_MONTH_MS = 27 * 86_400_000;

/** The occasion whose authority drill is still to be held; null where none is. */
export function authorityDue(
  history: DrillHistory,
  { drill, time_zone: own }: ServicePolicy,
  now: Instant,
): { readonly due: Instant; readonly reason: AuthorityReason } | null {
  const { calendar, drills, authority } = history;
  const last = authority.findLast((each) => each.due !== null)?.due ?? null;
  const reason = drill.authority;
  if (reason === 'off' || calendar === null) return null;
  const due =
    reason === 'with-drill'
      ? (drills.findLast((each) => each.due !== null && each.reason !== 'again')?.due ?? null)
      : newest(drill.authority_schedule, drill.time_zone ?? own, { after: last ?? calendar.since, until: now });
  return due === null || (last !== null && due <= last) ? null : { due, reason };
}

function newest(schedule: string, zone: string, span: { readonly after: Instant; readonly until: Instant }) {
  return occasionsBetween(schedule, zone, span, 1).at(-1) ?? null;
}

/** Who was asked by any of these drills lately; they are left in peace by the calendar, and by nothing else. */
export function askedLately(drills: readonly AuthorityRecord[], now: Instant): ReadonlySet<PersonId> {
  const since = instantAt(msOf(now) - ONCE_A_MONTH_MS);
  const lately = drills.filter(({ askedAt }) => askedAt > since);
  return new Set(lately.flatMap(({ entries }) => entries.flatMap(({ body }) => peopleIn(body))));
}

function peopleIn(body: AuthorityRecord['entries'][number]['body']): readonly PersonId[] {
  if (body.kind === 'contact-attempted') return body.to;
  return body.kind === 'rung-opened' ? (body.people ?? []) : [];
}

/** The number of the next authority drill of a log. */
export function nextAuthorityNumber({ authority }: DrillHistory): number {
  return (authority.at(-1)?.number ?? 0) + 1;
}

/** A service whose authority drill is due, with those whom it could ask. */
export interface AuthorityCandidate {
  readonly service: ServicePolicy;
  readonly history: DrillHistory;
  /** Everybody on its ladder: those asked first, and whoever is called when they are silent. */
  readonly people: readonly PersonId[];
}

/**
 * Whether this one's turn has come: nobody whom it would ask was asked this month, and of those that share somebody with
 * it none has waited longer. So a lead of ten services is asked once a month, for another service each time.
 */
export function isItsTurn(mine: AuthorityCandidate, all: readonly AuthorityCandidate[], lately: ReadonlySet<PersonId>) {
  if (mine.people.some((person) => lately.has(person))) return false;
  const rivals = all.filter(({ people }) => people.some((person) => mine.people.includes(person)));
  const [first] = rivals.toSorted((one, other) => (turnKey(one) < turnKey(other) ? -1 : 1));
  return first?.service.name === mine.service.name;
}

function turnKey({ service, history }: AuthorityCandidate): string {
  return `${history.authority.at(-1)?.askedAt ?? ''}/${service.name}`;
}
