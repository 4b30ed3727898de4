import { setTimeout as delay } from 'node:timers/promises';
import { RecourseError } from '../domain/errors.ts';
import { type IncidentId, type Instant, toInstant } from '../domain/ids.ts';
import type { Lease, Leases } from '../ports/entry-store.ts';

/** Conducts one incident for as long as there is something to do; says when to look again at the latest, and what it saw last. */
export type ConductIncident = (
  lease: Lease,
  signal: AbortSignal,
) => Promise<{ readonly wakeAt: Instant | null; readonly seen: number }>;

export interface ConductorTimes {
  /** Between looks for due incidents when nobody wakes us. */
  readonly pollMs: number;
  readonly heartbeatMs: number;
  /** After a failure that was nobody's step: how long until it is tried again. */
  readonly retryMs: number;
  /** Without a successful heartbeat for this long the work is stopped: two thirds of the lease. */
  readonly giveUpMs: number;
}

/** A lease lasts ten seconds; these leave room for a slow server. */
export const conductorTimes: ConductorTimes = { pollMs: 1_000, heartbeatMs: 2_000, retryMs: 5_000, giveUpMs: 6_600 };

/** Each only makes the others slower; but one that is not conducted has no clock, and would miss its window. */
const INCIDENTS_AT_ONCE = 32;

export interface Conductor {
  /** Looks now instead of at the next poll. */
  wake(id?: IncidentId): void;
  /** Takes no new work, stops what runs at the next safe point, and gives the leases back. */
  stop(): Promise<void>;
}

/** Claims due incidents and conducts them, each under its own lease (I2). */
export function startConductor(given: {
  readonly leases: Leases;
  readonly holder: string;
  readonly conduct: ConductIncident;
  readonly times?: ConductorTimes;
  heard(error: unknown, where: string): void;
}): Conductor {
  const times = given.times ?? conductorTimes;
  const stopping = new AbortController();
  const atWork = new Set<Promise<void>>();
  let nudge = new AbortController();

  async function pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: AbortSignal.any([stopping.signal, nudge.signal]) }).catch(ignoreAbort);
    nudge = new AbortController();
  }

  async function claimNext(): Promise<Lease | null> {
    if (atWork.size >= INCIDENTS_AT_ONCE) return null;
    try {
      return await given.leases.claim(given.holder);
    } catch (error) {
      given.heard(error, 'claim');
      return null;
    }
  }

  async function rounds(): Promise<void> {
    while (!stopping.signal.aborted) {
      const lease = await claimNext();
      if (lease === null) {
        await pause(times.pollMs);
        continue;
      }
      const work = conductUnder(lease, given, times, stopping.signal).finally(() => {
        atWork.delete(work);
        nudge.abort();
      });
      atWork.add(work);
    }
    await Promise.all(atWork);
  }

  const running = rounds();
  return {
    wake: () => nudge.abort(),
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

type Under = Pick<Parameters<typeof startConductor>[0], 'leases' | 'conduct' | 'heard'>;

async function conductUnder(lease: Lease, given: Under, times: ConductorTimes, stopping: AbortSignal): Promise<void> {
  const lost = new AbortController();
  const heartbeat = keepLease(lease, given, times, lost);
  try {
    const { wakeAt, seen } = await given.conduct(lease, AbortSignal.any([stopping, lost.signal]));
    if (stopping.aborted) await giveBackSoon(lease, given, 0);
    else if (!lost.signal.aborted) await given.leases.release(lease, wakeAt, seen);
  } catch (error) {
    if (!stopping.aborted && !(await isHandedOver(error, lease, given))) given.heard(error, lease.id);
    if (!lost.signal.aborted) await giveBackSoon(lease, given, stopping.aborted ? 0 : times.retryMs);
  } finally {
    heartbeat.stop();
  }
}

/** Whoever is free looks at it again soon: the fault may have been ours. */
async function giveBackSoon(lease: Lease, given: Under, afterMs: number): Promise<void> {
  // At once is an instant that has passed on every clock; ours may differ from the store's.
  const wakeAt = toInstant(new Date(afterMs === 0 ? 0 : Date.now() + afterMs));
  await given.leases.release(lease, wakeAt, Number.MAX_SAFE_INTEGER).catch((failure) => given.heard(failure, lease.id));
}

/** Renews until stopped; a lease that cannot be renewed in time ends the work, because somebody else may have begun it. */
function keepLease(lease: Lease, given: Under, times: ConductorTimes, lost: AbortController): { stop(): void } {
  let renewedAt = performance.now();
  const timer = setInterval(() => {
    given.leases.renew(lease).then(
      (kept) => {
        if (kept) renewedAt = performance.now();
        else lost.abort(leaseLost(lease));
      },
      (error) => given.heard(error, `${lease.id} heartbeat`),
    );
    if (performance.now() - renewedAt > times.giveUpMs) lost.abort(leaseLost(lease));
  }, times.heartbeatMs);
  return { stop: () => clearInterval(timer) };
}

function leaseLost(lease: Lease): RecourseError {
  return new RecourseError(`The lease on ${lease.id} was lost.`, {
    code: 'lease-lost',
    hint: 'Nothing to do: whoever holds it now goes on from the journal.',
    facts: { incident: lease.id, fence: lease.fence },
  });
}

/** Being fenced off is nobody's news where another one goes on. Where the lease is still ours, a person has to hear of it. */
async function isHandedOver(error: unknown, lease: Lease, { leases }: Under): Promise<boolean> {
  if (!(error instanceof RecourseError)) return false;
  if (error.code === 'lease-lost') return true;
  return error.code === 'fenced-off' && !(await leases.renew(lease).catch(() => false));
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
