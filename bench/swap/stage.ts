import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cluster } from '../../demo/cluster/start-cluster.ts';
import { createReplacedDatabases } from '../../src/adapters/postgres/replaced.ts';
import { SwapIntent, ValidatedCopy } from '../../src/domain/database.ts';
import type { StoredBackup } from '../../src/domain/manifest.ts';
import type { Effort } from '../../src/ports/run-tag.ts';
import { proveBackup } from '../../src/services/backups/prove-by-hand.ts';
import { assembleWorld, type World } from '../../tests/postgres/backups/open-world.ts';
import { ask, effortOf, newRun } from '../../tests/support/target.ts';
import { timed } from '../measured.ts';

export const login = { role: 'bench_owner', password: 'bench' };

/** A production database of some size, its backup, and the ready copy that a proof of it has kept. */
export interface Stage {
  readonly sizeMb: number;
  readonly name: string;
  readonly url: string;
  /** From a backup to its ready copy, in ms: restored, validated, brought to parity, closed. Before any incident. */
  readonly provedMs: number;
  /** Takes the ready copy as an incident does: claims it and compares it with its backup. */
  take(effort: Effort): Promise<{ intent: SwapIntent; copy: ValidatedCopy; tookMs: number }>;
  /** After the undo: the copy is ready again. */
  putBack(intent: SwapIntent): Promise<void>;
  /** Takes the backup away. */
  remove(): void;
}

const rules = { keep: 1, budgetBytes: 1e12, isQuiet: async () => true, now: async () => new Date() };
const clock = { now: () => new Date() };

export async function buildStage(cluster: Cluster, sizeMb: number): Promise<Stage> {
  const name = `bench_${sizeMb}`;
  const url = cluster.url(name, login);
  await fill(cluster, name, sizeMb);
  const vaultPath = mkdtempSync(join(tmpdir(), 'bench-swap-vault-'));
  const world = await assembleWorld({
    url,
    service: `bench-${sizeMb}`,
    home: '1a2b3c4d',
    programs: dirname(cluster.programs.path('pg_dump')),
    vaultPath,
  });
  const backup = await world.backups.take({ kind: 'manual', takenBy: 'bench', appCommit: null }, effortOf(newRun()));
  const effort = effortOf(`verify-bench-${sizeMb}`);
  const provedMs = await timed(() => proveBackup(world, clock, backup, effort, rules));
  const production = await world.copies.find(name);
  if (production === null) throw new Error(`${name} is gone`);
  return {
    sizeMb,
    name,
    url,
    provedMs,
    take: async (work) => {
      const began = performance.now();
      const copy = await takeReady(world, backup, work);
      return { intent: intentOf(name, production.oid, copy), copy, tookMs: performance.now() - began };
    },
    putBack: (intent) => putBack(world, backup, { url, server: cluster.url('postgres', login), intent }),
    remove: () => rmSync(vaultPath, { recursive: true, force: true }),
  };
}

async function fill(cluster: Cluster, name: string, sizeMb: number): Promise<void> {
  const url = cluster.url(name, login);
  await ask(cluster.url('postgres', login), `CREATE DATABASE ${name}`);
  await ask(url, 'CREATE TABLE events (id bigserial PRIMARY KEY, kind int, body text, at timestamptz DEFAULT now())');
  // About 1 kB a row with its index entries.
  await ask(
    url,
    `INSERT INTO events (kind, body) SELECT n % 100, repeat(md5(n::text), 28) FROM generate_series(1, ${sizeMb * 1_000}) n`,
  );
  await ask(url, 'CREATE INDEX ON events (kind); CREATE TABLE touched (n int)');
}

async function takeReady({ ready, copies }: World, backup: StoredBackup, effort: Effort): Promise<ValidatedCopy> {
  const [kept] = await ready.list();
  if (kept === undefined) throw new Error('there is no ready copy');
  const claim = await ready.claim(kept.database, copies.scratchName(effort.tag), effort);
  if (claim.kind === 'refused') throw new Error(claim.why);
  const wrong = (await copies.compare(claim.copy, backup, effort)).find(({ result }) => result === 'failed');
  if (wrong !== undefined) throw new Error(wrong.say);
  await copies.bringToParity(ValidatedCopy.parse(claim.copy), effort);
  return ValidatedCopy.parse(claim.copy);
}

function intentOf(name: string, productionOid: number, copy: ValidatedCopy): SwapIntent {
  return SwapIntent.parse({
    productionName: name,
    productionOid,
    copyName: copy.name,
    copyOid: copy.oid,
    keptName: `${name}_kept`,
    systemIdentifier: copy.systemIdentifier,
  });
}

/** The write that was measured is taken back, or the copy would not be its backup any more. */
async function putBack(
  { ready, fencing }: World,
  backup: StoredBackup,
  { url, server, intent }: { readonly url: string; readonly server: string; readonly intent: SwapIntent },
): Promise<void> {
  const { keptName, copyName } = intent;
  await ask(server, `ALTER DATABASE ${keptName} RENAME TO ${copyName}`);
  await ask(server, `ALTER DATABASE ${copyName} RESET default_transaction_read_only`);
  await ask(server, `ALTER DATABASE ${copyName} ALLOW_CONNECTIONS true`);
  await ask(url.replace(intent.productionName, copyName), 'TRUNCATE touched');
  const replaced = createReplacedDatabases({ target: { url }, home: undefined });
  for (const { database } of await replaced.list()) await replaced.forget(database);
  const effort = effortOf(newRun());
  const copy = ValidatedCopy.parse({
    name: copyName,
    oid: intent.copyOid,
    systemIdentifier: intent.systemIdentifier,
  });
  await fencing.raise(effort.tag);
  if ((await ready.keep(copy, backup, effort)) === null) throw new Error('the copy is ready already');
}
