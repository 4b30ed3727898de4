import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import type { Evidence } from '../../domain/database.ts';

/** The migration tool of a service and the folder of its migrations. */
export interface Migrations {
  readonly tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql';
  readonly directory: string;
}

type Ledger = NonNullable<Evidence['ledger']>;
type Standing = Pick<Ledger, 'head' | 'entries' | 'failed'>;

const ledgerTables: Readonly<Record<Exclude<Migrations['tool'], 'sql'>, string>> = {
  drizzle: 'drizzle.__drizzle_migrations',
  prisma: 'public._prisma_migrations',
  dbmate: 'public.schema_migrations',
};

/** What the tool's ledger says. Null where the tool keeps none; a ledger that is gone is said, not thrown. */
export async function readLedger(client: pg.Client, migrations: Migrations | undefined): Promise<Ledger | null> {
  if (migrations === undefined || migrations.tool === 'sql') return null;
  const { tool } = migrations;
  const found = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    ledgerTables[tool],
  ]);
  if (found.rows[0]?.there !== true) {
    return { tool, head: null, entries: 0, failed: [`the ledger ${ledgerTables[tool]} is not there`] };
  }
  return { tool, ...(await readers[tool](client, migrations.directory)) };
}

const readers = {
  drizzle: async (client, directory) => {
    const { rows } = await client.query<{ hash: string; created_at: string }>(
      'SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY created_at DESC NULLS LAST, id DESC',
    );
    const newest = rows[0];
    const head = newest === undefined ? null : await nameOfDrizzleEntry(newest, directory);
    return { head, entries: rows.length, failed: [] };
  },
  prisma: async (client) => {
    const { rows } = await client.query<{ migration_name: string; finished: boolean; rolled_back: boolean }>(
      `SELECT migration_name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back
         FROM public._prisma_migrations ORDER BY started_at DESC, migration_name DESC`,
    );
    const standing = rows.filter((row) => row.finished && !row.rolled_back);
    const failed = rows.filter((row) => !(row.finished || row.rolled_back)).map((row) => row.migration_name);
    return { head: standing[0]?.migration_name ?? null, entries: standing.length, failed };
  },
  dbmate: async (client) => {
    const { rows } = await client.query<{ version: string }>(
      'SELECT version FROM public.schema_migrations ORDER BY version COLLATE "C" DESC',
    );
    return { head: rows[0]?.version ?? null, entries: rows.length, failed: [] };
  },
} satisfies Record<keyof typeof ledgerTables, (client: pg.Client, directory: string) => Promise<Standing>>;

const DrizzleJournal = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })) });

/** Drizzle's ledger knows hash and time only; the name stands in the folder's journal, where that can be read. */
async function nameOfDrizzleEntry(entry: { hash: string; created_at: string }, directory: string): Promise<string> {
  try {
    const text = await readFile(join(directory, 'meta', '_journal.json'), 'utf8');
    const { entries } = DrizzleJournal.parse(JSON.parse(text));
    const named = entries.find(({ when }) => when === Number(entry.created_at));
    if (named !== undefined) return named.tag;
  } catch {
    // No such folder on this machine, or another format: the hash still tells one migration from another.
  }
  return `${entry.created_at}-${entry.hash.slice(0, 12)}`;
}
