import { randomBytes } from 'node:crypto';
import { createFencing } from '../../src/adapters/postgres/fencing.ts';
import { createSwap } from '../../src/adapters/postgres/swap.ts';
import { localProcesses } from '../../src/adapters/system/local-processes.ts';
import { SwapIntent, type ValidatedCopy } from '../../src/domain/database.ts';
import type { Grant } from '../../src/policy/grant.ts';
import type { Swap } from '../../src/ports/databases.ts';
import type { Effort } from '../../src/ports/run-tag.ts';
import { databaseUrl, onServer, owner } from './cluster.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from './target.ts';

/** A production database and a copy of it, each of which says its name in `who_am_i`. */
export interface SwapScene {
  readonly run: string;
  readonly grant: Grant;
  readonly effort: Effort;
  /** Production's URL as the owner; it stays the same when databases change names. */
  readonly url: string;
  readonly copy: ValidatedCopy;
  readonly intent: SwapIntent;
  readonly swap: Swap;
  /** Which of the two answers under production's name. */
  whoIsProduction(): Promise<string>;
  remove(): Promise<void>;
}

export async function stageSwap(): Promise<SwapScene> {
  const run = newRun();
  const word = randomBytes(5).toString('hex');
  const [production, scratch, kept] = [`prod_${word}`, `scratch_${word}`, `prod_${word}_kept`];
  for (const [name, me] of [
    [production, 'original'],
    [scratch, 'copy'],
  ] as const) {
    await ask(databaseUrl('postgres', owner()), `CREATE DATABASE ${name} TEMPLATE template0`);
    await ask(databaseUrl(name, owner()), `CREATE TABLE who_am_i AS SELECT '${me}'::text AS name`);
  }
  const copy = await asValidatedCopy(scratch);
  const original = await asValidatedCopy(production);
  const intent = SwapIntent.parse({
    productionName: production,
    productionOid: original.oid,
    copyName: scratch,
    copyOid: copy.oid,
    keptName: kept,
    systemIdentifier: copy.systemIdentifier,
  });
  const url = databaseUrl(production, owner());
  await raiseFence(url, run, 1);
  return {
    run,
    grant: approve(run),
    effort: effortOf(run),
    url,
    copy,
    intent,
    swap: createSwap({ target: { url }, bouncer: null }),
    whoIsProduction: async () => (await ask<{ name: string }>(url, 'SELECT name FROM who_am_i'))[0]?.name ?? '',
    remove: () =>
      onServer(async (client) => {
        for (const name of [production, scratch, kept]) {
          await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        }
      }),
  };
}

export async function raiseFence(url: string, run: string, fence: number): Promise<void> {
  await createFencing({ target: { url }, processes: localProcesses }).raise(effortOf(run, fence).tag);
}
