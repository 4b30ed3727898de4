import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { translate } from './ask.ts';
import { journalSchema } from './schema/001-journal.ts';
import { outboxSchema } from './schema/002-outbox.ts';
import { identitySchema } from './schema/003-identity.ts';
import { migrationsSchema } from './schema/004-migrations.ts';
import { drillsSchema } from './schema/005-drills.ts';
import { alertsSchema } from './schema/006-alerts.ts';
import { alertBoundsSchema } from './schema/007-alert-bounds.ts';
import { homeTabsSchema } from './schema/008-home-tabs.ts';

/** In order, for ever: version n is the n-th. A released one is never edited; a change is a new line. */
const versions: readonly string[] = [
  journalSchema,
  outboxSchema,
  identitySchema,
  migrationsSchema,
  drillsSchema,
  alertsSchema,
  alertBoundsSchema,
  homeTabsSchema,
];

/** The schema that this program knows. */
export const schemaVersion = versions.length;

/**
 * Brings the store's schema up to date in one transaction. Several programs may start at once: the lock lets one work and
 * the others find it done.
 *
 * @throws RecourseError `store-too-new` where a newer Recourse has been here
 */
export async function migrate(pool: pg.Pool, where: string): Promise<void> {
  try {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      // The lock belongs to the transaction, so that it cannot be left behind, not even behind a pooler.
      await client.query('SELECT pg_advisory_xact_lock(7231001)');
      await bringUpToDate(client);
      await client.query('COMMIT');
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
      client.release();
    }
  } catch (error) {
    throw translate(error, where);
  }
}

async function bringUpToDate(client: pg.PoolClient): Promise<void> {
  const present = await presentVersion(client);
  if (present > schemaVersion) {
    throw new RecourseError(
      `The store has schema version ${present}, this Recourse knows ${schemaVersion}: a newer Recourse has used it.`,
      {
        code: 'store-too-new',
        hint: 'Start the newer version again, or restore the store from before the update.',
        facts: { present, known: schemaVersion },
      },
    );
  }
  for (const [index, sql] of versions.entries()) {
    if (index < present) continue;
    await client.query(sql);
    await client.query('INSERT INTO recourse.schema_version (version) VALUES ($1)', [index + 1]);
  }
}

async function presentVersion(client: pg.PoolClient): Promise<number> {
  const found = await client.query<{ there: boolean }>(
    `SELECT to_regclass('recourse.schema_version') IS NOT NULL AS there`,
  );
  if (found.rows[0]?.there !== true) {
    await client.query(`CREATE SCHEMA IF NOT EXISTS recourse;
      CREATE TABLE recourse.schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT clock_timestamp())`);
    return 0;
  }
  const newest = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM recourse.schema_version',
  );
  return newest.rows[0]?.version ?? 0;
}
