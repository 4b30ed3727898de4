import { setTimeout as delay } from 'node:timers/promises';
import type { IncidentId, Instant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { granted } from '../../domain/verdict.ts';
import { dueAt, dueDispatches, owedDispatches } from '../../plan/aftercare/dispatches.ts';
import { openFollowUps, remindAt, remindersDue } from '../../plan/aftercare/follow-ups.ts';
import type { Roads } from '../../ports/roads.ts';
import { type House, serviceOf } from '../house.ts';
import { carryOut } from './carry-out.ts';

export interface AftercareNeeds {
  readonly house: Pick<House, 'store' | 'journal' | 'services'>;
  readonly holder: string;
  /** The roads that lead out of the house for a service. */
  roadsOf(service: ServicePolicy): Roads;
  heard(error: unknown, where: string): void;
}

export interface AftercareKeeper {
  stop(): Promise<void>;
}

/** Incidents that may have been left with something to do while we were away; older ones are looked at when they are heard of. */
const LOOKED_AT = 100;
/** What is due by the clock is done within so long, in ms. */
const POLL_MS = 2_000;

/**
 * Looks after what follows incidents (S10, P10) and what is sent out of the house for them (B1, G12), for as long as it runs.
 * Everything is read out of the fold and written as entries that are judged again, so any number of replicas may keep it, and
 * one that dies leaves nothing half done.
 */
export function startAftercareKeeper(needs: AftercareNeeds): AftercareKeeper {
  const stopping = new AbortController();
  /** When to look at which incident next, in ms since 1970; those that owe nothing are not in it. */
  const watched = new Map<IncidentId, number>();
  let nudge = new AbortController();

  function hear(id: IncidentId): void {
    watched.set(id, 0);
    nudge.abort();
  }

  async function lookAround(): Promise<void> {
    const now = Date.parse(await needs.house.store.now());
    for (const [id, at] of watched) {
      if (at > now || stopping.signal.aborted) continue;
      watched.delete(id);
      const next = await tend(needs, id).catch((error: unknown) => {
        needs.heard(error, `${id} aftercare`);
        return now + POLL_MS;
      });
      // Heard of in the meantime: then it is looked at again anyway.
      if (next !== null && !watched.has(id)) watched.set(id, next);
    }
  }

  async function run(): Promise<void> {
    let deaf: (() => Promise<void>) | null = null;
    while (!stopping.signal.aborted) {
      // Again, where the store was away at the first try: nobody else would ever begin.
      deaf ??= await begin().catch((error: unknown) => {
        needs.heard(error, 'aftercare');
        return null;
      });
      await lookAround().catch((error: unknown) => needs.heard(error, 'aftercare'));
      const wait = AbortSignal.any([stopping.signal, nudge.signal]);
      await delay(POLL_MS, undefined, { signal: wait }).catch(() => undefined);
      nudge = new AbortController();
    }
    await deaf?.();
  }

  async function begin(): Promise<() => Promise<void>> {
    const newest = await needs.house.store.list({ liveOnly: false, limit: LOOKED_AT });
    for (const { id } of newest) watched.set(id, 0);
    return needs.house.store.listen(hear);
  }

  const running = run().catch((error: unknown) => needs.heard(error, 'aftercare'));
  return {
    stop: async () => {
      stopping.abort(new Error('Recourse is stopping'));
      await running;
    },
  };
}

/** Does what is due for one incident, and says when to look again, in ms since 1970; null where nothing is left. */
async function tend(needs: AftercareNeeds, id: IncidentId): Promise<number | null> {
  const { house } = needs;
  const [incident, now] = [await house.journal.incident(id), new Date(await house.store.now())];
  const service = house.services.find(({ name }) => name === incident?.declaration.service);
  if (incident === null || service === undefined) return null;
  if (remindersDue(incident, service.aftercare, now).length > 0) await remind(house, id);
  const roads = needs.roadsOf(service);
  for (const name of dueDispatches(incident, service, now)) {
    const road = roads(name);
    if (road !== null) await carryOut(needs, id, name, road);
  }
  const after = await house.journal.incident(id);
  return after === null ? null : nextLook(after, service, roads);
}

/** Written once by whoever comes first: who comes second sees that it stands. */
async function remind(house: AftercareNeeds['house'], id: IncidentId): Promise<void> {
  await house.journal.append(id, (incident, now) =>
    granted({
      drafts: remindersDue(incident, serviceOf(house, incident).aftercare, now).map(({ number, owner }) => ({
        by: theBot,
        body: { kind: 'follow-up-reminded', number, to: owner },
      })),
    }),
  );
}

function nextLook(incident: Incident, service: ServicePolicy, roads: Roads): number | null {
  const reminders = openFollowUps(incident).map((item) => remindAt(item, service.aftercare));
  const sending = owedDispatches(incident, service)
    .filter((name) => roads(name) !== null)
    .map((name) => dueAt(incident.dispatches[name]));
  const instants = [...reminders, ...sending].filter((at): at is Instant | 'now' => at !== null);
  return instants.length === 0 ? null : Math.min(...instants.map((at) => (at === 'now' ? 0 : Date.parse(at))));
}
