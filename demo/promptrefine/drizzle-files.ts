import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const Journal = z.object({
  version: z.string(),
  dialect: z.literal('postgresql'),
  entries: z.array(
    z.object({ idx: z.number(), version: z.string(), when: z.number(), tag: z.string(), breakpoints: z.boolean() }),
  ),
});
/** `meta/_journal.json`: the order of Drizzle's migrations. */
export type Journal = z.infer<typeof Journal>;

/** One migration as Drizzle reads it. */
export interface MigrationFile {
  readonly tag: string;
  readonly statements: readonly string[];
  /** sha256 of the file, hexadecimal: what the ledger stores. */
  readonly hash: string;
  /** The journal's `when`, in milliseconds: what the ledger stores as created_at. */
  readonly when: number;
}

export function journalPath(folder: string): string {
  return join(folder, 'meta', '_journal.json');
}

export function readJournal(folder: string): Journal {
  return Journal.parse(JSON.parse(readFileSync(journalPath(folder), 'utf8')));
}

/** The folder's migrations in the journal's order. */
export function readMigrationFiles(folder: string): MigrationFile[] {
  return readJournal(folder).entries.map(({ tag, when }) => {
    const text = readFileSync(join(folder, `${tag}.sql`), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    return { tag, when, hash, statements: text.split('--> statement-breakpoint') };
  });
}
