import { afterAll, expect, test } from 'vitest';
import { createLossCounter } from '../../../src/adapters/postgres/loss.ts';
import { createReplacedDatabases } from '../../../src/adapters/postgres/replaced.ts';
import { createSwap } from '../../../src/adapters/postgres/swap.ts';
import { SwapIntent, ValidatedCopy } from '../../../src/domain/database.ts';
import { anyFailed } from '../../../src/domain/finding.ts';
import { proveBackup } from '../../../src/services/backups/prove-by-hand.ts';
import { databaseUrl, onServer, owner } from '../../support/cluster.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from '../../support/target.ts';
import { openWorld, take, temporaryFolder } from './world.ts';

const home = '1a2b3c4d';
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const names = [
  `Größe "Prod" ${process.pid}`,
  `it's 100% \\x ${process.pid}`,
  `${'ö'.repeat(28)}_${process.pid % 100000}`,
  `odd a/b?c#d&e=f;g:h@i+j,k$l ä%41%2F ${process.pid}`,
];

afterAll(() =>
  onServer(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datname LIKE 'Größe%' OR datname LIKE 'it''s%' OR datname LIKE 'öööö%' OR datname LIKE 'odd a/b%'",
    );
    for (const { name } of rows) await client.query(`DROP DATABASE ${quoted(name)} WITH (FORCE)`);
  }),
);

test.each(names)(
  'a database called %s is saved, kept ready, promoted, taken back and dropped',
  async (name) => {
    await onServer((client) =>
      client.query(`CREATE DATABASE ${quoted(name)} OWNER ${owner().role} TEMPLATE template0`),
    );
    const url = databaseUrl(encodeURIComponent(name), owner());
    const target = { url };
    await ask(url, 'CREATE TABLE "Über" (id int PRIMARY KEY); INSERT INTO "Über" SELECT generate_series(1, 50)');
    const world = await openWorld({ url, home });
    const backup = await take(world.backups);
    const proof = effortOf(`verify-${newRun()}`, 1);
    const rules = { keep: 1, budgetBytes: 1e9, isQuiet: async () => true, now: async () => new Date() };
    const { passed, findings } = await proveBackup(world, { now: () => new Date() }, backup, proof, rules);
    expect(passed, JSON.stringify(findings.filter(({ result }) => result !== 'passed'))).toBe(true);
    const [ready] = await world.ready.list();
    expect(ready?.backup, JSON.stringify(findings)).toBe(backup.manifest.id);
    if (ready === undefined) return;

    await ask(url, 'INSERT INTO "Über" VALUES (51), (52); DELETE FROM "Über" WHERE id = 1');
    const effort = effortOf(newRun());
    await world.fencing.raise(effort.tag);
    const scratch = world.copies.scratchName({ ...effort.tag, home });
    const claim = await world.ready.claim(ready.database, scratch, effort);
    expect(claim.kind).toBe('claimed');
    if (claim.kind !== 'claimed') return;
    expect(anyFailed(await world.copies.compare(claim.copy, backup, effort))).toBe(false);
    const copy = ValidatedCopy.parse(claim.copy);
    const loss = createLossCounter({ target, folder: await temporaryFolder() });
    const report = await loss.count(copy, backup, effort);
    expect(report).toMatchObject({ method: 'xmin', tables: [{ inserted: 2, updated: 0, deleted: 1 }] });
    expect((await loss.exportRows(copy, backup, report, effort)).rows).toBe(2);
    await world.copies.bringToParity(copy, effort);
    const production = await asValidatedCopy(name);
    const intent = SwapIntent.parse({
      productionName: name,
      productionOid: production.oid,
      copyName: copy.name,
      copyOid: copy.oid,
      keptName: `${name.slice(0, 4)}_replaced_${process.pid}`,
      systemIdentifier: production.systemIdentifier,
    });
    const swap = createSwap({ target, bouncer: null });
    const grant = approve(String(effort.tag.run));
    expect((await swap.preflight(intent)).filter(({ result }) => result === 'failed')).toEqual([]);
    await swap.promote(intent, copy, grant, effort);
    expect(await ask(url, 'SELECT count(*)::int AS n FROM "Über"')).toEqual([{ n: 50 }]);
    await swap.undo(intent, grant, effort);
    expect(await ask(url, 'SELECT count(*)::int AS n FROM "Über"')).toEqual([{ n: 51 }]);
    const replaced = createReplacedDatabases({ target, home: undefined });
    const [kept] = await replaced.list();
    expect(kept?.doubt).toBeNull();
    if (kept !== undefined) await replaced.drop(kept.database);
    expect((await replaced.list())[0]?.standing).toBe('dropped');
  },
  120_000,
);
