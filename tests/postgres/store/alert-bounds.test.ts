import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import { journalSchema } from '../../../src/adapters/store/schema/001-journal.ts';
import { outboxSchema } from '../../../src/adapters/store/schema/002-outbox.ts';
import { identitySchema } from '../../../src/adapters/store/schema/003-identity.ts';
import { migrationsSchema } from '../../../src/adapters/store/schema/004-migrations.ts';
import { drillsSchema } from '../../../src/adapters/store/schema/005-drills.ts';
import { alertsSchema } from '../../../src/adapters/store/schema/006-alerts.ts';
import type { Alert } from '../../../src/domain/alert.ts';
import { canonicalJson } from '../../../src/domain/canonical.ts';
import { type IncidentId, Instant, type ServiceName } from '../../../src/domain/ids.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { AlertPlace } from '../../../src/ports/alert-log.ts';
import { startAlertKeeper } from '../../../src/services/alerts/keep-alerts.ts';
import { anAlert } from '../../support/alerts.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { policy } from '../../support/incident-builder.ts';
import { ask } from '../../support/target.ts';
import { anotherService, declared } from './fixtures.ts';

const database = freshDatabase();
let store: Store;
beforeAll(async () => {
  store = await openStore({ databaseUrl: database.url });
});
afterAll(() => store.close());

const placeOf = (service: ServiceName): AlertPlace => ({ service, environment: 'production' });
const at = (second: number) => Instant.parse(new Date(Date.UTC(2026, 5, 3, 14) + second * 1_000).toISOString());
/** One turn of a flapping alert: it begins, and it ends. */
const turn = (n: number, given: Partial<Alert> = {}): readonly Alert[] => {
  const alert = anAlert({ name: 'Flapping', ...given, startedAt: at(n * 60) });
  return [alert, { ...alert, status: 'resolved', endedAt: at(n * 60 + 30) }];
};
const rowsOf = async (service: ServiceName) =>
  Number((await ask(database.url, `SELECT count(*) FROM recourse.alert WHERE service = '${service}'`))[0]?.['count']);
const notesOf = async (id: IncidentId) =>
  ((await store.entries.read(id, 0))?.entries ?? []).flatMap(({ body }) =>
    body.kind === 'note-added' ? [body.text] : [],
  );
async function open(service: ServiceName): Promise<IncidentId> {
  return (await store.entries.open({ service, environment: 'production', draft: declared(service) })).id;
}
/** As if the last note had been written so many minutes ago. */
const passes = (minutes: number) =>
  ask(database.url, `UPDATE recourse.alert_note SET gathered_at = gathered_at - interval '${minutes} minutes'`);

describe('an alert that flaps', () => {
  test('is one line with a true count, however often it begins, and what is kept of it stays small', async () => {
    const place = placeOf(anotherService());
    for (let n = 0; n < 300; n += 1) expect(await store.alerts.take(place, turn(n))).toBe(2);
    const episode = await store.alerts.episode(place, 1);
    expect(episode?.standing).toMatchObject([{ times: 300, resolvedAt: at(299 * 60 + 30) }]);
    expect(episode?.tally).toEqual({ critical: 0, warnings: 0, over: 1 });
    expect(await rowsOf(place.service)).toBeLessThanOrEqual(40);
    // What was said so long ago that it is no longer kept is a repeat as well.
    expect(await store.alerts.take(place, turn(3))).toBe(0);
  });

  test('is looked at again only when something was said', async () => {
    const place = placeOf(anotherService());
    await store.alerts.take(place, turn(1));
    const [before] = await store.alerts.newest(place, 1);
    await store.alerts.take(place, turn(1));
    expect(await store.alerts.newest(place, 1)).toEqual([before]);
    await store.alerts.take(place, turn(2));
    expect((await store.alerts.newest(place, 1))[0]?.look).not.toBe(before?.look);
  });
});

describe('a warning that turns critical under the same id', () => {
  const [warning, critical] = [anAlert({ name: 'Lag' }), anAlert({ name: 'Lag', severity: 'critical' })];

  test('says something new, once, and what repeats the warning late does not make it one again', async () => {
    const place = placeOf(anotherService());
    const taken = [];
    for (const alert of [warning, critical, critical, warning]) taken.push(await store.alerts.take(place, [alert]));
    expect(taken).toEqual([1, 1, 0, 0]);
    expect(await store.alerts.episode(place, 1)).toMatchObject({
      openedWith: 'warning',
      standing: [{ alert: { severity: 'critical' }, times: 1, resolvedAt: null }],
      tally: { critical: 1, warnings: 0, over: 0 },
    });
    expect(await store.alerts.take(place, [{ ...warning, status: 'resolved' }])).toBe(1);
    expect((await store.alerts.episode(place, 1))?.tally).toEqual({ critical: 0, warnings: 0, over: 1 });
  });

  test('is noted in the timeline of the incident that is live', async () => {
    const service = anotherService();
    const id = await open(service);
    await store.alerts.take(placeOf(service), [warning]);
    await store.alerts.take(placeOf(service), [critical]);
    const [note] = (await store.alerts.toNote()).filter(({ incident }) => incident === id);
    expect(note).toMatchObject({ different: 1, alerts: [{ alert: { severity: 'critical' } }] });
    await store.alerts.noted(id, note?.note ?? 0);
  });
});

describe('a storm during an incident', () => {
  test('of 10,000 messages leaves a handful of notes with true counts, and a quiet word later is noted at once', async () => {
    const service = anotherService();
    const place = placeOf(service);
    const id = await open(service);
    const house = {
      ...{ alerts: store.alerts, journal: openJournal(store.entries), services: [{ ...policy(), name: service }] },
      wake: () => undefined,
    };
    const start = () =>
      startAlertKeeper({ house, tell: async () => undefined, heard: (error) => expect.unreachable(String(error)) });
    const keepers = [start(), start(), start()];
    const names = Array.from({ length: 50 }, (_, n) => `alert-${n}`);
    for (let n = 0; n < 100; n += 1) {
      await store.alerts.take(
        place,
        names.flatMap((name) => turn(n, { name })),
      );
      for (const keeper of keepers) keeper.wake();
    }
    await passes(10);
    await expect.poll(async () => (await store.alerts.toNote()).length).toBe(0);
    const told = async () =>
      (await notesOf(id)).reduce(
        (sum, text) => sum + Number(/; ([0-9,]+) messages/.exec(text)?.[1]?.replace(',', '')),
        0,
      );
    await expect.poll(told).toBe(10_000);
    expect((await notesOf(id)).length).toBeLessThanOrEqual(8);
    await passes(10);
    await store.alerts.take(place, [anAlert({ name: 'Disk', severity: 'critical' })]);
    for (const keeper of keepers) keeper.wake();
    await expect.poll(async () => (await notesOf(id)).at(-1)).toBe('🔔 critical alert Disk');
    await Promise.all(keepers.map((keeper) => keeper.stop()));
    expect(await rowsOf(service)).toBeLessThanOrEqual(100 * 100 + 1);
    await store.alerts.take(
      place,
      names.flatMap((name) => turn(100, { name })),
    );
    expect(await rowsOf(service)).toBeLessThanOrEqual(50 * 40 + 1);
  });
});

test('more alerts than anybody reads are counted, and only the first hundred are read', async () => {
  const place = placeOf(anotherService());
  const alerts = Array.from({ length: 150 }, (_, n) =>
    anAlert({ name: `n${n}`, severity: n < 120 ? 'warning' : 'critical' }),
  );
  await store.alerts.take(place, alerts);
  const episode = await store.alerts.episode(place, 1);
  expect(episode?.tally).toEqual({ critical: 30, warnings: 120, over: 0 });
  expect(episode?.standing).toHaveLength(100);
  expect(episode?.standing.slice(0, 30).every(({ alert }) => alert.severity === 'critical')).toBe(true);
});

test('old alerts are forgotten faster than new ones come, except what is not noted yet', async () => {
  const [old, fresh] = [placeOf(anotherService()), placeOf(anotherService())];
  await store.alerts.take(
    old,
    Array.from({ length: 150 }, (_, n) => anAlert({ name: `n${n}` })),
  );
  const id = await open(old.service);
  await store.alerts.take(old, [anAlert({ name: 'waits' })]);
  await ask(
    database.url,
    `UPDATE recourse.alert SET received_at = received_at - interval '91 days' WHERE service = '${old.service}'`,
  );
  await store.alerts.take(
    fresh,
    Array.from({ length: 70 }, (_, n) => anAlert({ name: `n${n}` })),
  );
  expect(await rowsOf(old.service)).toBe(1);
  expect((await store.alerts.toNote()).filter(({ incident }) => incident === id)).toMatchObject([
    { different: 1, said: 1 },
  ]);
});

describe('a store of the version before', () => {
  const before = freshDatabase();

  test('goes on where it was: what fires, what waits for its note and what was told already', async () => {
    const client = new pg.Client({ connectionString: before.url });
    await client.connect();
    const schemas = [journalSchema, outboxSchema, identitySchema, migrationsSchema, drillsSchema, alertsSchema];
    await client.query(
      'CREATE SCHEMA recourse; CREATE TABLE recourse.schema_version (version int PRIMARY KEY, applied_at timestamptz DEFAULT now())',
    );
    for (const [index, schema] of schemas.entries()) {
      await client.query(schema);
      await client.query('INSERT INTO recourse.schema_version (version) VALUES ($1)', [index + 1]);
    }
    const service = anotherService();
    const takeAsBefore = async (...alerts: readonly Alert[]) => {
      const rows = alerts.map((each) => ({ ...each, started_at: each.startedAt, body: canonicalJson(each) }));
      await client.query('SELECT recourse.take_alerts($1, $2, $3)', [service, 'production', JSON.stringify(rows)]);
    };
    await takeAsBefore(anAlert({ name: 'Lag' }), ...turn(1));
    await client.query(
      `INSERT INTO recourse.incident (number, service, environment, declared_at, head_n, head_digest)
       VALUES (1, $1, 'production', '2026-06-03T14:00:00.000Z', 0, '')`,
      [service],
    );
    await takeAsBefore(anAlert({ name: 'Told' }));
    await client.query('UPDATE recourse.alert SET noted = true');
    await takeAsBefore(anAlert({ name: 'Waits' }));
    await client.end();

    const upgraded = await openStore({ databaseUrl: before.url });
    expect(await upgraded.alerts.episode(placeOf(service), 1)).toMatchObject({
      openedWith: 'warning',
      tally: { critical: 0, warnings: 1, over: 1 },
    });
    expect(await upgraded.alerts.toNote()).toMatchObject([
      { note: 1, different: 1, alerts: [{ alert: { name: 'Waits' } }] },
    ]);
    expect(await upgraded.alerts.take(placeOf(service), [anAlert({ name: 'Lag' }), ...turn(1)])).toBe(0);
    await upgraded.close();
  });
});
