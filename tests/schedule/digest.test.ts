import { describe, expect, test } from 'vitest';
import type { DrillEntryBody } from '../../src/domain/drill.ts';
import { Instant, toInstant } from '../../src/domain/ids.ts';
import type { MigrationEntryBody } from '../../src/domain/migration-record.ts';
import { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { digestDue, digestRounds } from '../../src/plan/digest-rounds.ts';
import type { OutboundMessage } from '../../src/ports/chat.ts';
import { tellDigest } from '../../src/schedule/digest.ts';
import { keepCalendar } from '../../src/services/drills/keep-drills.ts';
import { fullTeam, policy } from '../support/incident-builder.ts';
import { memoryWorkLog } from '../support/memory-work-log.ts';

const hourMs = 3_600_000;
const service = (more: Record<string, unknown> = {}) => ServicePolicy.parse({ ...policyText, ...more });
const { database, backups, authority, channel } = policy();
const policyText = {
  ...{ name: 'shop', title: 'Shop', channel, database: { url_env: 'URL', required_tables: database.required_tables } },
  ...{ backups: { storage: backups.storage }, authority: { roles: authority.roles } },
};

/** Replicas that look at the calendar of one store, each when it happens to run. */
function town(services: readonly ServicePolicy[], begins: string) {
  let nowMs = Date.parse(begins);
  const posted = new Map<string, OutboundMessage>();
  const drills = memoryWorkLog<DrillEntryBody>(() => nowMs);
  const house = {
    drills,
    migrations: memoryWorkLog<MigrationEntryBody>(() => nowMs),
    store: { now: async () => toInstant(new Date(nowMs)), list: async () => [] },
    journal: { incident: async () => null, entries: async () => [] },
    people: { roster: async () => fullTeam, timeZone: async () => null },
    portsOf: () => ({ backups: { list: async () => [] }, deploys: [] }),
    outbox: {
      post: async (messages: readonly OutboundMessage[]) => {
        for (const message of messages) if (!posted.has(message.key)) posted.set(message.key, message);
      },
      outcome: async (key: string) => (posted.has(key) ? { kind: 'posted', ts: '1' } : null),
    },
  } as unknown as Parameters<typeof tellDigest>[0];
  const people = { names: async () => new Map() };
  const look = async () => {
    for (const each of services) await keepCalendar(house, each);
    await Promise.all(digestRounds(services).map((round) => tellDigest(house, people, round)));
  };
  return {
    posted,
    /** Three replicas look at once, so many hours long. */
    live: async (hours: number) => {
      for (let hour = 0; hour < hours; hour += 1) {
        nowMs += hourMs;
        await Promise.all([look(), look(), look()]);
      }
    },
    away: (hours: number) => {
      nowMs += hours * hourMs;
    },
  };
}

describe('the weekly digest', () => {
  test('is told once a week with three replicas, on Monday morning in the zone of the service', async () => {
    const shop = service({ time_zone: 'Europe/Berlin' });
    const here = town([shop], '2026-03-20T12:00:00.000Z');
    await here.live(3 * 7 * 24);
    // Summer time begins on 29 March: eight in the morning is then six by UTC.
    expect([...here.posted.keys()].map((key) => key.split('/').at(-1))).toEqual([
      '2026-03-23T07:00:00.000Z',
      '2026-03-30T06:00:00.000Z',
      '2026-04-06T06:00:00.000Z',
    ]);
  });

  test('that nobody was there to tell is caught up within days, and not after a week', async () => {
    const here = town([service()], '2026-03-20T12:00:00.000Z');
    await here.live(1);
    here.away(80); // back on Monday evening
    await here.live(1);
    expect(here.posted.size).toBe(1);
    here.away(12 * 24); // back on Saturday the week after
    await here.live(1);
    expect(here.posted.size).toBe(1);
  });

  test('is not told of a Monday before Recourse was there', async () => {
    const here = town([service()], '2026-03-23T12:00:00.000Z');
    await here.live(24);
    expect(here.posted.size).toBe(0);
  });

  test('of several services in one channel is one message', async () => {
    const here = town([service(), service({ name: 'blog', title: 'Blog' })], '2026-03-22T12:00:00.000Z');
    await here.live(48);
    const [message, another] = [...here.posted.values()];
    expect(another).toBeUndefined();
    expect(message?.text).toContain('Shop (production)');
    expect(message?.text).toContain('Blog (production)');
  });

  test('goes to each channel, at the time that its services want, and nowhere where policy says off', () => {
    const rounds = digestRounds([
      service(),
      service({ name: 'blog', channel: 'C0BLOG' }),
      service({ name: 'cms', digest: { schedule: '0 9 * * 5' } }),
      service({ name: 'lab', digest: 'off' }),
    ]);
    expect(rounds.map(({ channel: where, services }) => [where, services.map(({ name }) => name)])).toEqual([
      [channel, ['shop']],
      ['C0BLOG', ['blog']],
      [channel, ['cms']],
    ]);
  });

  test.each([
    ['at its very minute', '2026-03-23T08:00:00.000Z', '2026-03-23T08:00:00.000Z'],
    ['a millisecond before', '2026-03-23T07:59:59.999Z', null],
    ['three days later', '2026-03-26T07:59:00.000Z', '2026-03-23T08:00:00.000Z'],
    ['more than that later', '2026-03-26T08:00:00.000Z', null],
  ])('is due %s', (_, now, due) => {
    const since = Instant.parse('2026-03-01T00:00:00.000Z');
    const given = { schedule: '0 8 * * 1', timeZone: 'UTC' };
    expect(digestDue(given, { since, now: Instant.parse(now) })).toBe(due);
  });
});
