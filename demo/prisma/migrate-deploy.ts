import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

/** As `prisma migrate` makes its ledger. */
const ledger = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Applies a folder's pending migrations as `prisma migrate deploy` does, without its program: a row begun before, finished
 * after, with the file's sha256. One that fails leaves its row with the database's words in `logs`, stops the rest and throws.
 */
export async function migrateDeploy(client: pg.Client, folder: string): Promise<string[]> {
  await client.query(ledger);
  const applied = await appliedNames(client);
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !applied.has(entry.name))
    .map(({ name }) => name)
    .sort();
  for (const name of names)
    await applyMigration(client, name, readFileSync(join(folder, name, 'migration.sql'), 'utf8'));
  return names;
}

/** @throws Error where one has failed and nobody has resolved it (P3009) */
async function appliedNames(client: pg.Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string; failed: boolean }>(
    'SELECT migration_name AS name, finished_at IS NULL AS failed FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find((row) => row.failed);
  if (failed !== undefined)
    throw new Error(`P3009: migrate found failed migrations in the target database: ${failed.name}`);
  return new Set(rows.map(({ name }) => name));
}

async function applyMigration(client: pg.Client, name: string, sql: string): Promise<void> {
  const id = randomUUID();
  const checksum = createHash('sha256').update(sql).digest('hex');
  await client.query('INSERT INTO "_prisma_migrations" (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    await client.query('UPDATE "_prisma_migrations" SET logs = $2 WHERE id = $1', [id, said]);
    throw new Error(`P3018: migration ${name} failed to apply`, { cause: error });
  }
  await client.query('UPDATE "_prisma_migrations" SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [
    id,
  ]);
}
