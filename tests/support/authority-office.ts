import type { AuthorityRecord } from '../../src/domain/authority-record.ts';
import type { DrillEntryBody } from '../../src/domain/drill.ts';
import { IncidentId, type PersonId, ServiceName, toInstant } from '../../src/domain/ids.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { foldAuthority } from '../../src/policy/drills/fold-authority.ts';
import type { DrillLog } from '../../src/ports/drill-log.ts';
import { type AuthorityAnswer, answerAuthority } from '../../src/services/drills/authority/answer-authority.ts';
import { askAuthority } from '../../src/services/drills/authority/ask-authority.ts';
import { type AuthorityKeeperNeeds, lookAtAuthority } from '../../src/services/drills/authority/keep-authority.ts';
import type { Delivery } from '../../src/services/time/keep-time.ts';
import { fullTeam } from './incident-builder.ts';
import { memoryWorkLog } from './memory-work-log.ts';

/** A Wednesday at noon: nobody's quiet hour. */
export const noon = Date.UTC(2026, 5, 3, 12);

/** Everything that drills of a decision stand on, in memory, with a clock that only the test moves. */
export function authorityOffice(services: readonly ServicePolicy[], begins = noon) {
  let nowMs = begins;
  let live: { readonly id: string; readonly service: string } | null = null;
  const zones = new Map<PersonId, string>();
  const broken = new Set<string>();
  let clicks = 0;
  let reads = 0;
  const kept: DrillLog = memoryWorkLog<DrillEntryBody>(() => nowMs);
  const log: DrillLog = {
    ...kept,
    read: async (place) => {
      reads += 1;
      if (broken.has(place.service)) throw new Error(`the log of ${place.service} cannot be read`);
      return kept.read(place);
    },
  };
  const heard: string[] = [];
  const delivery: { slack: Delivery } = { slack: { kind: 'delivered' } };
  const sent: string[] = [];
  const [service] = services;
  if (service === undefined) throw new Error('an office without a service');
  const line = ({ id, service: of }: NonNullable<typeof live>) => ({
    ...{ id: IncidentId.parse(id), service: of, environment: service.environment },
    ...{ declaredAt: toInstant(new Date(nowMs)), closedAt: null },
  });
  const house = {
    drills: log,
    services,
    people: { roster: async () => fullTeam, timeZone: async (person: PersonId) => zones.get(person) ?? null },
    store: {
      now: async () => toInstant(new Date(nowMs)),
      list: async ({ service: of }: { readonly service?: string }) =>
        live === null || (of !== undefined && of !== live.service) ? [] : [line(live)],
    },
    wake: () => undefined,
  } as unknown as Parameters<typeof askAuthority>[0] & AuthorityKeeperNeeds['house'];

  async function drills(of: ServicePolicy = service as ServicePolicy): Promise<readonly AuthorityRecord[]> {
    const place = { service: ServiceName.parse(of.name), environment: of.environment };
    return foldAuthority(place, (await log.read(place)).entries);
  }

  const replica = () => makeReplica(house, { sent, delivery, heard: (where) => heard.push(where) });
  const first = replica();
  return {
    ...{ log, house, sent, heard, zones, broken, delivery, replica, drills },
    reads: () => reads,
    look: first,
    now: () => new Date(nowMs),
    wait: (ms: number) => {
      nowMs += ms;
    },
    /** Waits in steps of a second, looking at each: as the bot does. */
    watch: async (ms: number) => {
      for (let waited = 0; waited < ms; waited += 1_000) {
        nowMs += 1_000;
        await first();
      }
    },
    declare: (id: string | null, of: string = service.name) => {
      live = id === null ? null : { id, service: of };
    },
    ask: (evenIfQuiet = false, of: ServicePolicy = service, person: PersonId | null = null) =>
      askAuthority(
        house,
        { by: person === null ? { kind: 'bot' } : { kind: 'person', id: person }, once: `ask-${clicks++}` },
        { service: of.name, evenIfQuiet },
      ),
    press: async (person: PersonId, act: AuthorityAnswer['act'], once = `click-${clicks++}`) => {
      const newest = (await drills()).at(-1);
      if (newest === undefined) throw new Error('no drill to press in');
      const given = { drill: newest.id, service: (service as ServicePolicy).name, act };
      return answerAuthority(house, { person, once }, given);
    },
  };
}

/** A process of its own: it remembers what it has shown and nothing else. */
function makeReplica(
  house: AuthorityKeeperNeeds['house'],
  given: {
    readonly sent: string[];
    readonly delivery: { readonly slack: Delivery };
    readonly heard: (where: string) => void;
  },
) {
  const { sent, delivery, heard } = given;
  const shown = new Map<string, number>();
  const posted = new Set<string>();
  const needs: AuthorityKeeperNeeds = {
    house,
    tell: async (_, drill) => void sent.push(`card ${drill.id} ${drill.state}`),
    tellWaiting: async ({ service, why }) => void sent.push(`${service.name} waits: ${why}`),
    bySlack: async (_, drill, __, contact) => {
      const key = `${drill.id}/${contact.attempt}`;
      if (!posted.has(key)) sent.push(`${contact.by} to ${contact.to.join(' ')}`);
      posted.add(key);
      return delivery.slack;
    },
    byPage: async (_, __, contact) => {
      sent.push(`page to ${contact.to.join(' ')}`);
      return { kind: 'delivered' };
    },
    heard: (_, where) => heard(where),
  };
  return () => lookAtAuthority(needs, shown);
}
