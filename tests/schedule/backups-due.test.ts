import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SlackLog } from '../../src/adapters/slack/slack-log.ts';
import { Instant } from '../../src/domain/ids.ts';
import type { StoredBackup } from '../../src/domain/manifest.ts';
import { startSchedule } from '../../src/schedule.ts';
import type { House } from '../../src/services/house.ts';
import { aBackup } from '../blocks/support/facts.ts';
import { policy } from '../support/incident-builder.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as SlackLog;
const backups = { nightly: '15 2 * * *', weekly: '30 3 * * 0' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The occasions that a replica of one service in this zone wakes for in so many hours; another replica takes them all. */
async function occasions(
  timeZone: string,
  from: string,
  hours: number,
  kept?: readonly StoredBackup[],
): Promise<readonly string[]> {
  vi.setSystemTime(new Date(from));
  const service = policy();
  const heard: string[] = [];
  const repeats = { first: async (key: string) => heard.push(key) < 0 };
  const gone = () => Promise.reject(new Error('the world is away'));
  const house = {
    services: [{ ...service, backups: { ...service.backups, ...backups, time_zone: timeZone } }],
    store: { now: async () => new Date().toISOString(), list: gone },
    portsOf: () => ({ backups: { list: async () => kept ?? gone() } }),
  } as unknown as House;
  const people = { names: async () => new Map() } as never;
  const scheduled = startSchedule(house, { people, repeats, log: quiet });
  await vi.advanceTimersByTimeAsync(hours * 3_600_000);
  await scheduled.stop();
  return heard.filter((key) => key.startsWith('backup/')).map((key) => key.split('/').slice(2).join(' '));
}

test('nightly and weekly backups are due by the clock on the wall of the service’s own zone (B2)', async () => {
  expect(await occasions('Europe/Berlin', '2026-06-27T22:00:00.000Z', 5)).toEqual([
    'nightly 2026-06-28T02:15',
    'weekly 2026-06-28T03:30',
  ]);
  expect(await occasions('Asia/Kathmandu', '2026-06-27T19:00:00.000Z', 2)).toEqual(['nightly 2026-06-28T02:15']);
  expect(await occasions('America/New_York', '2026-06-27T22:00:00.000Z', 5)).toEqual([]);
});

test('an hour that the clocks repeat is one occasion: whoever wakes twice asks for the same one', async () => {
  const heard = await occasions('Europe/Berlin', '2026-10-24T23:30:00.000Z', 3);
  expect([...new Set(heard)]).toEqual(['nightly 2026-10-25T02:15', 'weekly 2026-10-25T03:30']);
});

test('a night that lacks the very hour is made up for within two hours, by the calendar’s next looks', async () => {
  const { manifest } = aBackup();
  const at = (text: string) => Instant.parse(text);
  const [startedAt, finishedAt] = [at('2026-03-28T01:15:01.000Z'), at('2026-03-28T01:16:00.000Z')];
  const lastNight = { ...manifest, kind: 'nightly' as const, startedAt, snapshotAt: startedAt, finishedAt };
  const heard = await occasions('Europe/Berlin', '2026-03-28T23:30:00.000Z', 3, [{ manifest: lastNight, proof: null }]);
  expect(heard.filter((key) => key.startsWith('nightly'))).toEqual([
    'nightly 2026-03-29T01:00:00.000Z made up 2026-03-29T02',
  ]);
});
