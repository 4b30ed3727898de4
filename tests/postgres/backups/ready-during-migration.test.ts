import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../../src/adapters/store/open-store.ts';
import { PersonId } from '../../../src/domain/ids.ts';
import type { MigrationDraft } from '../../../src/domain/migration-record.ts';
import { theBot } from '../../../src/domain/person.ts';
import { readyRulesOf } from '../../../src/services/backups/keep-ready.ts';
import { proveBackup } from '../../../src/services/backups/prove-by-hand.ts';
import { placeOf } from '../../../src/services/migrations/act-on-migration.ts';
import { asked, reportOf } from '../../policy/migrations/records.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { policy } from '../../support/incident-builder.ts';
import { ask, effortOf } from '../../support/target.ts';
import { openWorld, take } from './world.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const service = policy();
const sam = { kind: 'person', id: PersonId.parse('U0SAM') } as const;

let store: Store;
beforeAll(async () => {
  store = await openStore({ databaseUrl: journal.url });
  await ask(shop.url, 'CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users SELECT generate_series(1, 10)');
});
afterAll(() => store.close());

async function write(...drafts: readonly MigrationDraft[]): Promise<void> {
  const place = placeOf(service);
  for (const draft of drafts) {
    const { entries } = await store.migrations.read(place);
    expect(await store.migrations.append(place, entries.length, draft, {})).toBe('appended');
  }
}

test('the ready copy from a migration’s gate stays until the migration is done, whatever is proved meanwhile', async () => {
  const world = await openWorld({ url: shop.url, home: '1a2b3c4d' });
  const rules = readyRulesOf({ store: store.entries, migrations: store.migrations }, service);
  let fence = 0;
  const prove = async () => {
    const backup = await take(world.backups);
    const effort = effortOf(`verify-${service.name}-${process.pid}`, ++fence);
    const proof = await proveBackup(world, { now: () => new Date() }, backup, effort, rules);
    return { id: backup.manifest.id, said: proof.findings.find(({ check }) => check === 'ready copy')?.say };
  };
  const ready = async () => (await world.ready.list()).map(({ backup }) => backup);

  await write({ by: sam, body: asked });
  const gate = await prove(); // while it is measured, nothing has begun
  expect(await ready()).toEqual([gate.id]);
  await write({ by: theBot, body: { kind: 'gate-finished', report: reportOf() } });
  const nightly = await prove();
  expect(nightly.said).toContain('an incident or a migration is open');
  expect(await ready()).toEqual([gate.id]);
  await write(
    { by: sam, body: { kind: 'done-asked' } },
    { by: theBot, body: { kind: 'validation-finished', findings: [] } },
  );
  const later = await prove();
  expect(await ready()).toEqual([later.id]);
}, 120_000);
