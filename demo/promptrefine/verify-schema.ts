import pg from 'pg';
import { readMigrationFiles } from './drizzle-files.ts';
import { queryNames, type Release } from './releases/release.ts';

/** One thing that was looked at; `problem` is absent where it is as it should be. */
export interface SchemaFinding {
  readonly subject: string;
  readonly problem?: string;
}

/**
 * Plans every statement of the release as the application's role would run it: a missing column, table or right shows
 * up, and no row is read or written.
 */
export async function verifyStatements(client: pg.Client, release: Release): Promise<SchemaFinding[]> {
  const findings: SchemaFinding[] = [];
  for (const name of queryNames) {
    findings.push({
      subject: `statement ${name}`,
      ...(await planStatement(client, `verify_${name}`, release.queries[name])),
    });
  }
  return findings;
}

async function planStatement(client: pg.Client, name: string, sql: string): Promise<{ problem?: string }> {
  const parameters = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
  const nulls = Array.from({ length: parameters }, () => 'NULL').join(', ');
  try {
    await client.query(`PREPARE ${name} AS ${sql}`);
    await client.query(`EXPLAIN EXECUTE ${name}${parameters === 0 ? '' : `(${nulls})`}`);
    return {};
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { problem: `${error.message} (${error.code})` };
  }
}

/** Compares the ledger with the checkout's migrations, as sets of hashes: order alone would hide an edited file. */
export async function verifyLedger(client: pg.Client, migrations: string): Promise<SchemaFinding[]> {
  const files = readMigrationFiles(migrations);
  const { rows } = await client.query<{ hash: string }>('SELECT hash FROM drizzle.__drizzle_migrations');
  const applied = new Set(rows.map((row) => row.hash));
  const known = new Set(files.map((file) => file.hash));
  const missing = files.filter((file) => !applied.has(file.hash)).map((file) => file.tag);
  const foreign = rows.filter((row) => !known.has(row.hash)).length;
  const problems = [
    ...missing.map((tag) => `${tag} is not applied`),
    ...(foreign > 0 ? [`${foreign} applied migration(s) do not belong to this commit`] : []),
  ];
  return [{ subject: 'migration ledger', ...(problems.length > 0 ? { problem: problems.join('; ') } : {}) }];
}
