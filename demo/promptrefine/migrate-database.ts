import type pg from 'pg';
import { type MigrationFile, readMigrationFiles } from './drizzle-files.ts';

/**
 * Applies the folder's pending migrations as drizzle-orm's migrator does: everything newer than the ledger's newest
 * row, in one transaction, one ledger row each. Returns the tags it applied; a failure rolls all of them back and throws.
 */
export async function migrateDatabase(client: pg.Client, folder: string): Promise<string[]> {
  await client.query('CREATE SCHEMA IF NOT EXISTS drizzle');
  await client.query(
    'CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint)',
  );
  const newest = await newestApplied(client);
  const pending = readMigrationFiles(folder).filter((migration) => newest === undefined || newest < migration.when);
  await client.query('BEGIN');
  try {
    for (const migration of pending) await applyMigration(client, migration);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
  return pending.map((migration) => migration.tag);
}

async function newestApplied(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ created_at: string }>(
    'SELECT created_at FROM drizzle.__drizzle_migrations ORDER BY created_at DESC LIMIT 1',
  );
  return rows[0] === undefined ? undefined : Number(rows[0].created_at);
}

async function applyMigration(client: pg.Client, migration: MigrationFile): Promise<void> {
  try {
    for (const statement of migration.statements) await client.query(statement);
  } catch (error) {
    throw new Error(`migration ${migration.tag} failed`, { cause: error });
  }
  await client.query('INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)', [
    migration.hash,
    migration.when,
  ]);
}
