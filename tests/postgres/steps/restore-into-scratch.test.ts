import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createLossCounter } from '../../../src/adapters/postgres/loss.ts';
import { ValidatedCopy } from '../../../src/domain/database.ts';
import { anyFailed } from '../../../src/domain/finding.ts';
import type { StoredBackup } from '../../../src/domain/manifest.ts';
import type { Check, Given } from '../../../src/engine/step.ts';
import type { Effort } from '../../../src/ports/run-tag.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { proveBackup } from '../../../src/services/backups/prove-by-hand.ts';
import { restoreIntoScratch } from '../../../src/steps/restore-into-scratch.ts';
import { freshDatabase, onServer } from '../../support/cluster.ts';
import { declared, policy } from '../../support/incident-builder.ts';
import { ask, effortOf, newRun } from '../../support/target.ts';
import { openWorld, take, temporaryFolder } from '../backups/world.ts';

const shop = freshDatabase();
const room = { keep: 1, budgetBytes: 1e9, isQuiet: async () => true, now: async () => new Date() };
const proofs = `verify-${newRun()}`;
let fence = 0;

/** A proved backup and its ready copy, and an incident that is to restore that backup. */
async function scene() {
  const world = await openWorld({ url: shop.url, home: '1a2b3c4d' });
  const backup = await take(world.backups);
  fence += 1;
  await proveBackup(world, { now: () => new Date() }, backup, effortOf(proofs, fence), room);
  const [ready] = await world.ready.list();
  if (ready?.backup !== backup.manifest.id) throw new Error('no ready copy was kept');
  const run = newRun();
  onTestFinished(async () => {
    for (const copy of await world.copies.ofRun(run)) await world.copies.drop(copy);
  });
  return { world, backup, ready, givenAt: (n: number) => given(world, backup, effortOf(run, n)) };
}

async function given(
  world: Awaited<ReturnType<typeof openWorld>>,
  backup: StoredBackup,
  effort: Effort,
): Promise<Given> {
  await world.fencing.raise(effort.tag);
  const { incident } = declared();
  return {
    incident: { ...incident, id: effort.tag.run as never, chosenBackup: backup.manifest.id },
    service: policy(),
    ports: world as unknown as ServicePorts,
    effort,
    now: new Date(),
    outcomeOf: () => {
      throw new Error('nothing came before');
    },
  };
}

type Intent = Parameters<typeof restoreIntoScratch.run>[1];

async function check(at: Given, begun: Intent | null = null): Promise<Intent> {
  const found: Check<Intent, unknown> = await restoreIntoScratch.check(at, begun);
  if (found.kind !== 'to-do') throw new Error(JSON.stringify(found));
  return found.intent;
}

beforeAll(async () => {
  await ask(shop.url, 'CREATE TABLE users (id serial PRIMARY KEY, name text)');
  await ask(shop.url, "INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 200) AS n");
});

describe('restoring into scratch', { timeout: 60_000 }, () => {
  test('takes the ready copy of the chosen backup, which passes validation and is no longer ready', async () => {
    const { world, backup, ready, givenAt } = await scene();
    const at = await givenAt(1);
    const outcome = await restoreIntoScratch.run(at, await check(at));
    expect(outcome.copy.oid).toBe(ready.database.oid);
    expect(outcome.way).toEqual({
      check: 'ready copy',
      result: 'passed',
      say: `ready copy of backup ${backup.manifest.id}, equal to it`,
    });
    expect(await restoreIntoScratch.verify(at, outcome)).toContainEqual(outcome.way);
    expect(anyFailed(await world.copies.validate(outcome.copy, backup, at.effort))).toBe(false);
    expect(await world.ready.list()).toEqual([]);
  });

  test('goes on with the copy that it had claimed when it was killed, under the next fence', async () => {
    const { world, ready, givenAt } = await scene();
    const first = await givenAt(1);
    const begun = await check(first);
    await world.ready.claim(ready.database, begun.name, first.effort);
    const second = await givenAt(2);
    const outcome = await restoreIntoScratch.run(second, await check(second, begun));
    expect(outcome.copy).toMatchObject({ oid: ready.database.oid, name: begun.name });
  });

  test('restores, and says why, where the ready copy was altered', async () => {
    const { world, backup, ready, givenAt } = await scene();
    const at = await givenAt(1);
    const intent = await check(at);
    const { name } = ready.database;
    await onServer((client) => client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`));
    await onServer((client) => client.query('DELETE FROM users WHERE id = 7'), name);
    await onServer((client) => client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`));
    const outcome = await restoreIntoScratch.run(at, intent);
    expect(outcome.copy.oid).not.toBe(ready.database.oid);
    expect(outcome.way).toMatchObject({ result: 'warned', say: expect.stringContaining('199 rows, expected 200') });
    expect(anyFailed(await world.copies.validate(outcome.copy, backup, at.effort))).toBe(false);
    expect(await world.copies.ofRun(at.incident.id)).toEqual([outcome.copy]);
  });

  test('restores where another incident has claimed the copy meanwhile, and leaves that one alone', async () => {
    const { world, ready, givenAt } = await scene();
    const at = await givenAt(1);
    const intent = await check(at);
    const other = effortOf(newRun());
    await world.fencing.raise(other.tag);
    const claim = await world.ready.claim(ready.database, world.copies.scratchName(other.tag), other);
    const outcome = await restoreIntoScratch.run(at, intent);
    expect(outcome.way).toMatchObject({ result: 'warned' });
    expect(outcome.copy.oid).not.toBe(ready.database.oid);
    if (claim.kind === 'refused') throw new Error(claim.why);
    expect(await world.copies.find(claim.copy.name)).toEqual(claim.copy);
    await world.copies.drop(claim.copy);
  });

  test('of a ready copy leaves the loss exact, by the fast count', async () => {
    const { backup, givenAt } = await scene();
    const at = await givenAt(1);
    const { copy } = await restoreIntoScratch.run(at, await check(at));
    await ask(shop.url, "INSERT INTO users (name) SELECT 'new' FROM generate_series(1, 3)");
    await ask(shop.url, "UPDATE users SET name = 'other' WHERE id IN (1, 2); DELETE FROM users WHERE id = 3");
    const counter = createLossCounter({ target: { url: shop.url }, folder: await temporaryFolder() });
    const report = await counter.count(ValidatedCopy.parse(copy), backup, at.effort);
    expect(report.method).toBe('xmin');
    expect(report.tables).toMatchObject([{ table: 'public.users', inserted: 3, updated: 2, deleted: 1 }]);
  });
});
