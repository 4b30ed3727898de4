import type { Draft } from '../../domain/entry.ts';
import { type Instant, toInstant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { type ResolvedRoster, theBot } from '../../domain/person.ts';
import { granted } from '../../domain/verdict.ts';
import { countsAsMade } from '../../policy/contact.ts';
import { type Due, dueAfterRecovery, dueMoves } from '../../policy/due.ts';
import type { Lease } from '../../ports/entry-store.ts';
import { type House, serviceOf } from '../house.ts';

/** What has become of one contact attempt's messages. */
export type Delivery =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly why: string };

export interface TimeKeeping {
  readonly house: House;
  /** Sends an attempt that was written down, once, and says what became of it. */
  deliver(incident: Incident, attempt: number): Promise<Delivery>;
}

/** While an attempt is on its way it is looked at this often. */
const LOOK_AGAIN_MS = 1_000;
/** The ladder may look at a roster this old; a click never does. */
const ROSTER_FRESH_MS = 15_000;

const over: ReadonlySet<Incident['phase']> = new Set(['recovered', 'closed']);

/** Does what the clock asks for and says when it asks next. Everything is read out of the fold, so a restart repeats nothing. */
export function keepTimeWith(given: TimeKeeping): (lease: Lease) => Promise<Instant | null> {
  const rosters = new Map<string, { readonly at: number; readonly resolved: ResolvedRoster }>();

  async function rosterFor(incident: Incident): Promise<ResolvedRoster> {
    const service = serviceOf(given.house, incident);
    const known = rosters.get(service.name);
    if (known !== undefined && performance.now() - known.at < ROSTER_FRESH_MS) return known.resolved;
    const { people } = given.house;
    const resolved = await (people.rosterLately?.(service) ?? people.roster(service));
    rosters.set(service.name, { at: performance.now(), resolved });
    return resolved;
  }

  return async (lease) => {
    const before = await given.house.journal.incident(lease.id);
    if (before === null || before.phase === 'closed') return null;
    // Nobody is looked up for what is only said in the thread: Slack may be away for days, and a switch off all the while.
    const resolved = before.phase === 'recovered' ? null : await rosterFor(before);
    const { due, incident } = await writeDue(given.house, lease, resolved);
    if (due === null || incident === null) return null;
    if (over.has(incident.phase)) return due.wakeAt;
    const underWay = await settleDeliveries(given, lease, incident, due.deliver);
    const now = new Date(await given.house.store.now());
    return underWay ? toInstant(new Date(now.getTime() + LOOK_AGAIN_MS)) : due.wakeAt;
  };
}

/** Writes what is due by the store's clock; what was asked for in the end is what the last judgement saw. */
async function writeDue(
  house: House,
  lease: Lease,
  resolved: ResolvedRoster | null,
): Promise<{ due: Due | null; incident: Incident | null }> {
  let due: Due | null = null;
  const verdict = await house.journal.append(
    lease.id,
    (incident, now) => {
      due = dueIn(house, incident, resolved, now);
      // Until the clock asks for something else: no reminder of a window that closed while it was on its way.
      const guard = due === null || due.wakeAt === null ? {} : { notAfter: due.wakeAt };
      return granted({ drafts: due?.moves.map((move) => move.draft) ?? [], guard });
    },
    { fence: lease.fence },
  );
  return { due, incident: verdict.kind === 'granted' ? verdict.value : null };
}

/** Null where nothing is asked for: it is closed, or was opened again since, and then the next look knows whom to ask. */
function dueIn(house: House, incident: Incident, resolved: ResolvedRoster | null, now: Date): Due | null {
  if (incident.phase === 'closed') return null;
  const service = serviceOf(house, incident);
  if (incident.phase === 'recovered') return dueAfterRecovery(incident, service, now);
  return resolved === null ? null : dueMoves(incident, service, resolved, now);
}

/** @returns whether an attempt is still on its way */
async function settleDeliveries(
  given: TimeKeeping,
  lease: Lease,
  incident: Incident,
  attempts: readonly number[],
): Promise<boolean> {
  const begun = incident.contacts
    .filter((contact) => contact.outcome === 'under-way')
    .map((contact) => contact.attempt);
  let underWay = false;
  for (const attempt of new Set([...attempts, ...begun])) {
    const delivery = await given.deliver(incident, attempt);
    if (delivery.kind === 'waiting') underWay = true;
    else await recordDelivery(given.house, lease, incident, attempt, delivery);
  }
  return underWay;
}

async function recordDelivery(
  house: House,
  lease: Lease,
  incident: Incident,
  attempt: number,
  delivery: Exclude<Delivery, { kind: 'waiting' }>,
): Promise<void> {
  const counts = countsAsMade(serviceOf(house, incident), attempt);
  const draft: Draft =
    delivery.kind === 'delivered'
      ? { by: theBot, body: { kind: 'contact-delivered', attempt } }
      : { by: theBot, body: { kind: 'contact-failed', attempt, why: delivery.why, counts } };
  await house.journal.append(
    lease.id,
    (now) =>
      granted({
        drafts: now.contacts.some((contact) => contact.attempt === attempt && contact.outcome === 'under-way')
          ? [draft]
          : [],
      }),
    { fence: lease.fence },
  );
}
