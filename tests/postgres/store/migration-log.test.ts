import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../../src/adapters/store/open-store.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { digestOfText } from '../../../src/domain/canonical.ts';
import { Fence, PersonId, ServiceName } from '../../../src/domain/ids.ts';
import type { MigrationDraft } from '../../../src/domain/migration-record.ts';
import { foldMigration } from '../../../src/policy/migrations/fold-record.ts';
import type { LogPlace } from '../../../src/ports/work-log.ts';
import { freshDatabase, onServer } from '../../support/cluster.ts';

const database = freshDatabase();
let [one, other] = [] as unknown as [Store, Store];
beforeAll(async () => {
  [one, other] = [
    await openStore({ databaseUrl: database.url }, { leaseMs: 400 }),
    await openStore({ databaseUrl: database.url }, { leaseMs: 400 }),
  ];
});
afterAll(async () => {
  await one.close();
  await other.close();
});

let places = 0;
function newPlace() {
  places += 1;
  return { service: ServiceName.parse(`shop-${places}`), environment: 'production' };
}
const by = { kind: 'person', id: PersonId.parse('U0SAM') } as const;
const asked: MigrationDraft = { by, body: { kind: 'migration-asked', number: 1, standby: [], ticked: [] } };
const calledOff: MigrationDraft = { by, body: { kind: 'migration-called-off', why: 'no' } };

describe('the log of migrations', () => {
  test('keeps what was written, in order, by the store’s clock, for every replica', async () => {
    const place = newPlace();
    expect(await one.migrations.append(place, 0, asked, {})).toBe('appended');
    expect(await other.migrations.append(place, 1, calledOff, {})).toBe('appended');
    const { entries, now } = await one.migrations.read(place);
    expect(entries.map(({ n, body }) => [n, body.kind])).toEqual([
      [1, 'migration-asked'],
      [2, 'migration-called-off'],
    ]);
    expect(entries.every(({ recordedAt }) => recordedAt <= now)).toBe(true);
    expect(foldMigration(place.service, place.environment, entries)?.phase).toBe('called-off');
  });

  test('a text that was cut in the middle of a sign is kept with a mark, and stops nobody', async () => {
    const place = newPlace();
    const why = 'it was slow \ud83d';
    expect(await one.migrations.append(place, 0, { by, body: { kind: 'migration-called-off', why } }, {})).toBe(
      'appended',
    );
    const { entries } = await other.migrations.read(place);
    expect(entries[0]?.body).toEqual({ kind: 'migration-called-off', why: 'it was slow \ufffd' });
  });

  test('of two replicas that write behind the same entry, one writes', async () => {
    const place = newPlace();
    const kinds = await Promise.all([one, other].map((store) => store.migrations.append(place, 0, asked, {})));
    expect(kinds.toSorted()).toEqual(['appended', 'conflict']);
  });

  test('the same request writes once, whoever repeats it', async () => {
    const place = newPlace();
    const once = `command:${place.service}`;
    expect(await one.migrations.append(place, 0, asked, { once })).toBe('appended');
    expect(await other.migrations.append(place, 1, asked, { once })).toBe('repeated');
    expect((await one.migrations.read(place)).entries).toHaveLength(1);
  });

  test('what stands there cannot be changed, taken away or emptied, and its chain can be computed by anybody', async () => {
    const place = newPlace();
    await one.migrations.append(place, 0, asked, {});
    await one.migrations.append(place, 1, calledOff, {});
    await onServer(async (client) => {
      for (const sql of ["UPDATE recourse.migration_entry SET body = '{}'", 'DELETE FROM recourse.migration_entry'])
        await expect(client.query(sql)).rejects.toThrow(/append-only/);
      await expect(client.query('TRUNCATE recourse.migration_entry')).rejects.toThrow(/append-only/);
      const { rows } = await client.query('SELECT * FROM recourse.migration_entry WHERE service = $1 ORDER BY n', [
        place.service,
      ]);
      for (const [at, row] of rows.entries()) {
        const { n, recorded_at: recorded, actor, body } = row;
        const before = rows[at - 1]?.digest ?? '-';
        const lines = ['recourse migration entry 1', before, place.service, 'production', n, recorded, actor, body];
        expect(digestOfText(lines.join('\n'))).toBe(row.digest);
      }
    }, database.name);
  });
});

describe('measuring', () => {
  test('is claimed by one replica at a time, and taken over from one that died', async () => {
    const place = newPlace();
    await one.migrations.append(place, 0, asked, { work: 'due' });
    const lease = await one.migrations.claim('one', [place]);
    expect(lease).toMatchObject({ ...place, fence: 1 });
    expect(await other.migrations.claim('other', [place])).toBeNull();
    if (lease === null) throw new Error('it was due');
    const taken = await takenOver(place);
    expect(taken).toMatchObject({ ...place, fence: 2 });
    expect(await one.migrations.renew(lease)).toBe(false);
    const late = { fence: lease.fence, work: 'settled' } as const;
    expect(await one.migrations.append(place, 1, calledOff, late)).toBe('fenced-off');
    const fence = Fence.parse(2);
    expect(await other.migrations.append(place, 1, calledOff, { fence, work: 'settled' })).toBe('appended');
    await other.migrations.release({ ...place, fence }, true);
    expect(await one.migrations.claim('one', [place])).toBeNull();
  });

  test('is left to whoever knows the service, and goes round where several wait', async () => {
    const [shop, desk] = [newPlace(), newPlace()];
    for (const place of [shop, desk]) await one.migrations.append(place, 0, asked, { work: 'due' });
    expect(await one.migrations.claim('one', [])).toBeNull();
    expect(await one.migrations.claim('one', [{ ...shop, environment: 'staging' }])).toBeNull();
    const worked: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const lease = await one.migrations.claim('one', [shop, desk]);
      if (lease === null) throw new Error('both were due');
      worked.push(lease.service);
      await one.migrations.release(lease, false);
    }
    expect(new Set(worked.slice(0, 2)).size).toBe(2);
    expect(new Set(worked.slice(2)).size).toBe(2);
  });
});

/** Looks until the lease of the dead one is over. */
async function takenOver(place: LogPlace) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const lease = await other.migrations.claim('other', [place]);
    if (lease !== null) return lease;
    if (Date.now() > deadline) throw new Error('nobody could take it over');
    await other.entries.now();
  }
}
