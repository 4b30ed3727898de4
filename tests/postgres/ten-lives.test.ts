import { randomBytes } from 'node:crypto';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createCopyBack } from '../../src/adapters/postgres/copy-back/copy-back.ts';
import { createLossCounter } from '../../src/adapters/postgres/loss.ts';
import { createSwap } from '../../src/adapters/postgres/swap.ts';
import { rowsToCopy } from '../../src/domain/copy-back.ts';
import { type DatabaseIdentity, SwapIntent, ValidatedCopy } from '../../src/domain/database.ts';
import { anyFailed, type Finding } from '../../src/domain/finding.ts';
import type { StoredBackup } from '../../src/domain/manifest.ts';
import type { Effort } from '../../src/ports/run-tag.ts';
import { proveBackup } from '../../src/services/backups/prove-by-hand.ts';
import { databaseUrl, onServer, owner } from '../support/cluster.ts';
import { type Contents, contentsOf, listHeld, schemaOf, sequencesOf } from '../support/lives/look-at.ts';
import { type RealLife, rolesOfLives } from '../support/lives/real-life.ts';
import { tenLives } from '../support/lives/ten-lives.ts';
import { bruteForce } from '../support/loss-scene.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from '../support/target.ts';
import { openWorld, take, temporaryFolder } from './backups/world.ts';

const home = '1a2b3c4d';

beforeAll(async () => {
  for (const role of rolesOfLives) await onServer((client) => client.query(`CREATE ROLE "${role}"`));
  return async () => {
    for (const role of rolesOfLives) await onServer((client) => client.query(`DROP ROLE "${role}"`));
  };
});

// Issue 4, 9: restored copy equal, loss exact, parity exact, copy back right; on schemas as services have them.
test.each(tenLives)('lives through backup, proof, loss, promotion and copy back: $title', async (life) => {
  const { name, url } = await build(life);
  const apartFromLog = ({ [life.ddlLog ?? '']: _, ...rest }: Contents) => rest;
  const [rows, schema] = [await contentsOf(name), await schemaOf(name)];
  const world = await openWorld({ url, home });
  const backup = await take(world.backups);
  await proveAndKeep(world, backup);

  for (const statement of life.damage) await ask(databaseUrl(name), statement);
  const damaged = await contentsOf(name);
  expect(damaged).not.toEqual(rows);
  const effort = effortOf(newRun());
  await world.fencing.raise(effort.tag);
  const copy = await claimCopy(world, backup, effort);
  expect(await contentsOf(copy.name)).toEqual(rows);
  await checkLoss({ name, url, copy, backup, effort });

  expect(told(await world.copies.bringToParity(copy, effort))).toEqual([]);
  expect(await schemaOf(copy.name)).toBe(schema);
  const reached = new Map((await sequencesOf(name)).map(({ name: of, value }) => [of, value]));
  const kept = await promote({ name, url, copy, effort });
  expect(await contentsOf(name)).toEqual(rows);
  for (const { name: of, value } of await sequencesOf(name)) {
    expect(BigInt(value ?? 0), of).toBeGreaterThanOrEqual(BigInt(reached.get(of) ?? 0));
  }

  const port = createCopyBack({ target: { url }, lockWaitMs: 1_000 });
  const id = 'after-the-rollback';
  const choice = { direction: 'from-replaced' as const, tables: [...life.choose], kinds: ['missing' as const] };
  const report = await port.plan({ id, from: kept, into: { ...copy, name }, choice }, effort);
  expect(report.refused).toEqual([]);
  expect(
    report.tables.flatMap(({ table, conflicts }) =>
      conflicts.filter(({ kind }) => kind !== 'other-content').map((each) => ({ table, ...each })),
    ),
  ).toEqual([]);
  const wanted = withNewRows(
    rows,
    damaged,
    report.tables.map(({ table }) => table),
  );
  await expect(
    port.apply({ id, digest: report.digest }, approve(String(effort.tag.run)), effort),
  ).resolves.toMatchObject({
    rows: rowsToCopy(report),
  });
  expect(apartFromLog(await contentsOf(name))).toEqual(apartFromLog(wanted));
  expect(new Set((await port.verify(id, effort)).map(({ result }) => result))).toEqual(new Set(['passed']));
  expect(await port.undo(id, effort)).toEqual({ deleted: rowsToCopy(report), restored: 0, left: [] });
  expect(apartFromLog(await contentsOf(name))).toEqual(apartFromLog(rows));
  expect(await schemaOf(name)).toBe(schema);
});

type World = Awaited<ReturnType<typeof openWorld>>;

async function build(life: RealLife): Promise<{ name: string; url: string }> {
  const name = `life_${randomBytes(5).toString('hex')}`;
  const login = life.login === 'owner' ? owner() : undefined;
  await ask(databaseUrl('postgres', login), `CREATE DATABASE ${name} TEMPLATE template0`);
  onTestFinished(() =>
    onServer(async (client) => {
      const { rows } = await client.query<{ each: string }>(
        'SELECT quote_ident(datname) AS each FROM pg_database WHERE starts_with(datname, $1)',
        [name],
      );
      for (const { each } of rows) await client.query(`DROP DATABASE ${each} WITH (FORCE)`);
    }),
  );
  await ask(databaseUrl(name, login), life.sql);
  return { name, url: databaseUrl(name, login) };
}

/** All that is not plain praise; only a superuser's pages can be read. */
function told(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ check, result }) => result !== 'passed' && check !== 'pages')
    .map(({ check, say }) => `${check}: ${say}`);
}

async function proveAndKeep(world: World, backup: StoredBackup): Promise<void> {
  const rules = { keep: 1, budgetBytes: 1e9, isQuiet: async () => true, now: async () => new Date() };
  const proof = await proveBackup(world, { now: () => new Date() }, backup, effortOf(`verify-${newRun()}`), rules);
  expect(told(proof.findings)).toEqual([]);
}

async function claimCopy(world: World, backup: StoredBackup, effort: Effort): Promise<ValidatedCopy> {
  const [ready] = await world.ready.list();
  if (ready === undefined) throw new Error('the proved copy was not kept');
  const claim = await world.ready.claim(ready.database, world.copies.scratchName({ ...effort.tag, home }), effort);
  if (claim.kind !== 'claimed') throw new Error(claim.why);
  expect(told(await world.copies.compare(claim.copy, backup, effort))).toEqual([]);
  return ValidatedCopy.parse(claim.copy);
}

interface Scene {
  readonly name: string;
  readonly url: string;
  readonly copy: ValidatedCopy;
  readonly effort: Effort;
}

/** Counted again by reading both sides whole; and what was deleted is what a copy back would bring. */
async function checkLoss({ name, url, copy, backup, effort }: Scene & { backup: StoredBackup }): Promise<void> {
  const report = await createLossCounter({ target: { url }, folder: await temporaryFolder() }).count(
    copy,
    backup,
    effort,
  );
  const counted: Record<string, unknown> = {};
  const [live, copied] = [databaseUrl(name), databaseUrl(copy.name)];
  for (const { table, from, key, written } of await listHeld(name)) {
    if (!written) continue;
    const counts = await bruteForce({ url: live, copyUrl: copied }, from, key);
    if (counts.inserted + counts.updated + counts.deleted > 0) counted[table] = counts;
  }
  const stated = report.tables.map(({ table, inserted, updated, deleted }) => [table, { inserted, updated, deleted }]);
  expect(Object.fromEntries(stated)).toEqual(counted);
  expect(report.tables.some(({ inserted }) => inserted > 0)).toBe(true);
  expect(report.tables.some(({ updated }) => updated > 0)).toBe(true);
  expect(report.tables.some(({ deleted }) => deleted > 0)).toBe(true);
}

/** @returns the database that was replaced */
async function promote({ name, url, copy, effort }: Scene): Promise<DatabaseIdentity> {
  const production = await asValidatedCopy(name);
  const keptName = `${name}_replaced`;
  const intent = SwapIntent.parse({
    productionName: name,
    productionOid: production.oid,
    copyName: copy.name,
    copyOid: copy.oid,
    keptName,
    systemIdentifier: production.systemIdentifier,
  });
  const swap = createSwap({ target: { url }, bouncer: null });
  expect(anyFailed(await swap.preflight(intent))).toBe(false);
  await swap.promote(intent, copy, approve(String(effort.tag.run)), effort);
  return { ...production, name: keptName };
}

/** The backup's rows, and in the tables that were copied back those that only the replaced database had. */
function withNewRows(rows: Contents, damaged: Contents, tables: readonly string[]): Contents {
  const merged = tables.map((table) => [table, { ...damaged[table], ...rows[table] }]);
  return { ...rows, ...Object.fromEntries(merged) };
}
