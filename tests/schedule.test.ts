import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ResolvedRoster } from '../src/domain/person.ts';
import type { OutboundMessage } from '../src/ports/chat.ts';
import { startSchedule } from '../src/schedule.ts';
import { fullTeam, lead, policy } from './support/incident-builder.ts';

const hour = 3_600_000;
const week = 7 * 24 * hour;
const berlin = policy({ time_zone: 'Europe/Berlin' });

beforeEach(() => vi.useFakeTimers({ now: new Date('2026-06-07T12:00:00.000Z') }));
afterEach(() => vi.useRealTimers());

/** Replicas that keep only the calendar of the people: backups and replaced databases find nothing here. */
function replicas(count: number, resolved: ResolvedRoster) {
  const posted = new Map<string, { readonly at: string; readonly message: OutboundMessage }>();
  const away = () => Promise.reject(new Error('not in this test'));
  const house = {
    services: [berlin],
    people: { roster: async () => resolved },
    outbox: {
      post: async (messages: readonly OutboundMessage[]) => {
        for (const message of messages) {
          if (!posted.has(message.key)) posted.set(message.key, { at: new Date().toISOString(), message });
        }
      },
    },
    portsOf: () => {
      throw new Error('not in this test');
    },
    home: 'home',
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const given = { people: { names: async () => new Map() }, repeats: { once: away }, log };
  const running = Array.from({ length: count }, () => startSchedule(house as never, given as never));
  return { posted, stop: () => Promise.all(running.map((each) => each.stop())) };
}

test('the weekly look at the roles fires on Monday at nine in the service’s own zone, once for two replicas, and again a week later', async () => {
  const { posted, stop } = replicas(2, { roster: { 'team-lead': [lead] }, unresolved: [] });
  const roster = () => [...posted].filter(([key]) => key.startsWith('roster/')).map(([, { at }]) => at.slice(0, 16));
  await vi.advanceTimersByTimeAsync(18.9 * hour);
  expect(roster()).toEqual([]);
  await vi.advanceTimersByTimeAsync(0.2 * hour);
  expect(roster()).toEqual(['2026-06-08T07:00']);
  await vi.advanceTimersByTimeAsync(week);
  expect(roster()).toEqual(['2026-06-08T07:00', '2026-06-15T07:00']);
  await stop();
});

test('the weekly look is silent where all is well', async () => {
  const { posted, stop } = replicas(1, fullTeam);
  await vi.advanceTimersByTimeAsync(week);
  expect([...posted.keys()].filter((key) => key.startsWith('roster/'))).toEqual([]);
  await stop();
});
