import { describe, expect, test } from 'vitest';
import type { DrillEntryBody } from '../../../src/domain/drill.ts';
import type { DrillRecord } from '../../../src/domain/drill-record.ts';
import { toInstant } from '../../../src/domain/ids.ts';
import { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import type { DrillLog } from '../../../src/ports/drill-log.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { drillPlace, readDrills } from '../../../src/services/drills/drill-log.ts';
import { holdUnder, keepCalendar } from '../../../src/services/drills/keep-drills.ts';
import { aBackup } from '../../blocks/support/facts.ts';
import { policy } from '../../support/incident-builder.ts';
import { memoryWorkLog } from '../../support/memory-work-log.ts';
import { randomFrom } from '../../support/random-from.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const begins = Date.UTC(2026, 0, 10, 12);
const ends = Date.UTC(2027, 0, 10, 12);

interface Year {
  readonly seed: number;
  readonly zone: string;
  /** How often a replica dies in the middle of a restore; and, a tenth as often, before and after whatever it reads or writes. */
  readonly deaths: number;
  /** All replicas are away from one instant to the other. */
  readonly away?: readonly [number, number];
}

/** A year of three replicas on a clock that jumps; everything is real but the shelf of the store and PostgreSQL. */
async function live({ seed, zone, deaths, away }: Year): Promise<readonly DrillRecord[]> {
  const random = randomFrom(seed);
  const roll = () => random(1_000_000) / 1_000_000;
  let nowMs = begins;
  const log: DrillLog = memoryWorkLog<DrillEntryBody>(() => nowMs);
  const service = ServicePolicy.parse({ ...policyText, time_zone: zone });
  const replica = (name: string) => {
    let dead = false;
    const mortal = <Args extends readonly unknown[], Result>(work: (...args: Args) => Promise<Result>) => {
      return async (...args: Args): Promise<Result> => {
        strike();
        if (dead) return forever();
        const result = await work(...args);
        strike();
        return dead ? forever() : result;
      };
    };
    const strike = () => {
      dead ||= roll() < deaths / 10;
    };
    // One that died says nothing more: its lease runs out, and its work is found begun.
    const drills: DrillLog = {
      read: mortal(log.read),
      append: mortal(log.append),
      claim: mortal(log.claim),
      renew: mortal(log.renew),
      release: mortal(log.release),
    };
    const dies = () => {
      dead = roll() < deaths;
      if (dead) throw new Error('killed');
    };
    const house = { drills, services: [service], home: 'home', people, portsOf: () => portsThat(dies, nowMs) };
    const quiet = { clock: { now: () => new Date(nowMs) }, heard: () => undefined, tell: async () => undefined };
    return async () => {
      await Promise.race([life(), untilDead(() => dead)]);
      dead = false; // another process takes its place
    };
    async function life(): Promise<void> {
      await keepCalendar(house, service);
      const lease = await drills.claim(name, [drillPlace(service)]);
      if (lease !== null) await holdUnder({ house, ...quiet }, lease, new AbortController().signal);
    }
  };
  const replicas = ['one', 'two', 'three'].map(replica);
  while (nowMs < ends) {
    nowMs += stepAt(nowMs) * roll();
    if (away !== undefined && nowMs > away[0] && nowMs < away[1]) continue;
    const looking = replicas.filter(() => roll() < 0.8).toSorted(() => roll() - 0.5);
    await Promise.all(looking.map((look) => look()));
  }
  return (await readDrills(log, service)).history.drills;
}

/** Around the first of a month a look every quarter of an hour, in between every few hours. */
function stepAt(nowMs: number): number {
  const isNear = [0, dayMs / 2].some((ms) => new Date(nowMs + ms).getUTCDate() === 1);
  return isNear ? 30 * minuteMs : 600 * minuteMs;
}

const policyText = JSON.parse(JSON.stringify(policyInput()));
function policyInput() {
  const { name, title, channel, authority } = policy();
  return {
    ...{ name, title, channel, authority: { roles: authority.roles } },
    database: { url_env: 'DATABASE_URL', required_tables: ['users'] },
    backups: { storage: { kind: 'folder', path: '/var/backups' } },
  };
}

const people = { roster: async () => ({ roster: {}, unresolved: [] }), timeZone: async () => null };
const copy = { name: 'shop_scratch', oid: 7, systemIdentifier: null };

const forever = () => new Promise<never>(() => undefined);

async function untilDead(isDead: () => boolean): Promise<void> {
  for (let look = 0; look < 50 && !isDead(); look += 1) await new Promise((resolve) => setImmediate(resolve));
}

function portsThat(die: () => void, nowMs: number): ServicePorts {
  const { manifest } = aBackup();
  const backup = (ageMs: number) => ({
    ...aBackup(),
    manifest: { ...manifest, kind: 'weekly' as const, snapshotAt: toInstant(new Date(nowMs - ageMs)) },
  });
  return {
    fencing: { raise: async () => ({ sessionsEnded: 0, processesEnded: 0 }) },
    backups: { list: async () => [backup(3_600_000), backup(50 * dayMs)], recordProof: async () => undefined },
    copies: {
      scratchName: () => copy.name,
      ofRun: async () => [],
      restore: async () => {
        die();
        return copy;
      },
      validate: async () => [],
      drop: async () => undefined,
    },
    drillApplication: null,
  } as unknown as ServicePorts;
}

const wallClock = (zone: string, at: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(Date.parse(at));

describe.each(['Europe/Berlin', 'America/New_York'])('twelve months of drills in %s (B8)', (zone) => {
  test('with nobody killed each is held once, on time, at four in the morning over both clock changes', async () => {
    const drills = await live({ seed: 7, zone, deaths: 0 });
    const due = drills.map((drill) => drill.due ?? '');
    expect(due.map((at) => wallClock(zone, at).replace(/\/20\d\d/, ''))).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1].map((month) => `01/${String(month).padStart(2, '0')}, 04:00`),
    );
    expect(drills.map(({ reason }) => reason)).toEqual(Array.from({ length: 12 }, () => 'schedule'));
    for (const { beganAt, due: at } of drills)
      expect(Date.parse(beganAt ?? '') - Date.parse(at ?? '')).toBeLessThan(60 * minuteMs);
    const third = ['latest-weekly', 'latest-weekly', 'oldest'];
    expect(drills.map(({ report }) => report?.turn)).toEqual([third, third, third, third].flat());
  });

  const first = Math.floor(Math.random() * 1e9);
  test.each([first, first + 1, first + 2])(
    'with random deaths (seed %i) every occasion is told, and held once',
    async (seed) => {
      const drills = await live({ seed, zone, deaths: 0.6 });
      const firsts = drills.filter(({ reason }) => reason !== 'again');
      expect(new Set(firsts.map(({ due }) => due)).size).toBe(12);
      expect(firsts).toHaveLength(12);
      for (const { due, report } of firsts) {
        const again = drills.filter((each) => each.reason === 'again' && each.due === due);
        expect(report?.result).toBe(report?.trouble === null ? 'passed' : 'could-not-be-run');
        expect(again).toHaveLength(report?.trouble?.kind === 'interrupted' ? 1 : 0);
      }
      expect(drills.every(({ state }) => state === 'ended')).toBe(true);
      expect(drills.length, 'somebody was killed').toBeGreaterThan(12);
    },
  );

  test('after seventy days away the last one is caught up, and those before it are told red as missed', async () => {
    const away = [Date.UTC(2026, 4, 20), Date.UTC(2026, 4, 20) + 70 * dayMs] as const;
    const drills = await live({ seed: 3, zone, deaths: 0, away });
    const told = drills.map(({ due, reason, report }) => [due?.slice(5, 10), reason, report?.result]);
    expect(told.filter(([, reason, result]) => reason !== 'schedule' || result !== 'passed')).toEqual([
      ['06-01', 'schedule', 'missed'],
      ['07-01', 'caught-up', 'passed'],
    ]);
    expect(drills).toHaveLength(12);
    const missed = drills.find(({ report }) => report?.result === 'missed');
    expect(missed?.followUp?.done).toBeNull();
    expect(Date.parse(missed?.report?.endedAt ?? '')).toBeGreaterThanOrEqual(away[1]);
  });
});
