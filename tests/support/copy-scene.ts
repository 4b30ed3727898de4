import { randomBytes } from 'node:crypto';
import { createCopyBack } from '../../src/adapters/postgres/copy-back/copy-back.ts';
import type { CopyBackChoice, CopyBackReport } from '../../src/domain/copy-back.ts';
import type { DatabaseIdentity } from '../../src/domain/database.ts';
import type { CopyBack } from '../../src/ports/copy-back.ts';
import type { Effort } from '../../src/ports/run-tag.ts';
import { databaseUrl, onServer, owner } from './cluster.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from './target.ts';

/** Production and a copy of it as it was: what happened to production since is what may come back. */
export interface CopyScene {
  readonly production: DatabaseIdentity;
  readonly copy: DatabaseIdentity;
  readonly url: string;
  readonly copyUrl: string;
  readonly run: string;
  readonly port: CopyBack;
  readonly effort: Effort;
  /** A dry run from the copy into production, missing rows of the named tables unless told otherwise. */
  plan(tables: readonly string[], more?: Partial<CopyBackChoice>): Promise<CopyBackReport>;
  /** Applies the dry run that was made last. */
  apply(report: CopyBackReport): Promise<{ readonly rows: number }>;
  remove(): Promise<void>;
}

/** The one dry run of a scene. */
export const planId = 'dry-run';

/** Builds production by `sql` as the service's owner (or as superuser), and copies it whole. */
export async function stageCopy(sql: string, login: 'owner' | 'superuser' = 'owner'): Promise<CopyScene> {
  const word = randomBytes(5).toString('hex');
  const [name, copyName] = [`copy_${word}`, `copy_${word}_scratch`];
  const [url, copyUrl] = [databaseUrl(name, owner()), databaseUrl(copyName, owner())];
  await ask(databaseUrl('postgres', owner()), `CREATE DATABASE ${name} TEMPLATE template0`);
  await ask(login === 'owner' ? url : databaseUrl(name), sql);
  await ask(databaseUrl('postgres', owner()), `CREATE DATABASE ${copyName} TEMPLATE ${name}`);
  const [production, copy] = [await asValidatedCopy(name), await asValidatedCopy(copyName)];
  const run = newRun();
  const port = createCopyBack({ target: { url }, lockWaitMs: 1_000 });
  const effort = effortOf(run);
  return {
    production,
    copy,
    url,
    copyUrl,
    run,
    port,
    effort,
    plan: (tables, more = {}) =>
      port.plan(
        {
          id: planId,
          from: copy,
          into: production,
          choice: { direction: 'from-backup', tables: [...tables], kinds: ['missing'], ...more },
        },
        effort,
      ),
    apply: (report) => port.apply({ id: planId, digest: report.digest }, approve(run), effort),
    remove: () =>
      onServer(async (client) => {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await client.query(`DROP DATABASE IF EXISTS ${copyName} WITH (FORCE)`);
      }),
  };
}

/** Every row of a table as one text per row, to compare two databases with. */
export async function rowsOf(url: string, table: string): Promise<string[]> {
  const rows = await ask<{ row: string }>(url, `SELECT t::text AS row FROM ${table} AS t ORDER BY 1`);
  return rows.map(({ row }) => row);
}
