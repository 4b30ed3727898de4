import type pg from 'pg';
import { z } from 'zod';
import { DatabaseIdentity } from '../../domain/database.ts';
import { BackupId, Digest, Oid, toInstant } from '../../domain/ids.ts';
import type { ReadyCopy } from '../../ports/ready-copies.ts';
import { putMarker } from './control.ts';
import { readSystemIdentifier } from './database-facts.ts';

/** What our control database notes of a ready copy. By oid: names move, and somebody may give one of ours to another. */
const Note = z.object({
  production: z.string(),
  backup: BackupId,
  manifest: Digest,
  oid: Oid,
  name: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type Note = z.infer<typeof Note>;

/** Whose copies: of this production database, and of this store where it is known. */
export interface Whose {
  readonly production: string;
  readonly home: string | undefined;
}

const kind = 'ready-copy';

function keyOf({ production, backup }: Pick<Note, 'production' | 'backup'>): string {
  return `${kind} ${backup} of ${production}`;
}

function runOf(home: string): string {
  return `${kind}@${home}`;
}

/** One per store, production database and backup. In the caller's transaction. */
export async function writeNote(control: pg.Client, home: string, note: Note): Promise<void> {
  await putMarker(control, { run: runOf(home), what: keyOf(note), facts: note });
}

/** Takes the note away, so that the copy is not ready any more; false where it was not. In the caller's transaction. */
export async function takeNote(control: pg.Client, oid: number): Promise<boolean> {
  const { rowCount } = await control.query(`DELETE FROM marker WHERE what LIKE $1 AND (facts->>'oid')::oid = $2`, [
    `${kind} %`,
    oid,
  ]);
  return rowCount === 1;
}

/** The copies that are noted and still stand under their names, newest first. */
export async function listNotes(control: pg.Client, { production, home }: Whose): Promise<ReadyCopy[]> {
  const { rows } = await control.query<{ facts: unknown; at: Date }>(
    `SELECT m.facts, m.at FROM marker m
       JOIN pg_database d ON d.oid = (m.facts->>'oid')::oid AND d.datname = m.facts->>'name'
      WHERE m.what LIKE $1 AND m.facts->>'production' = $2 AND ($3::text IS NULL OR m.run = $3) ORDER BY m.what DESC`,
    [`${kind} %`, production, home === undefined ? null : runOf(home)],
  );
  const systemIdentifier = rows.length === 0 ? null : await readSystemIdentifier(control);
  return rows.map(({ facts, at }) => {
    const { backup, manifest, oid, name, bytes } = Note.parse(facts);
    const database = DatabaseIdentity.parse({ name, oid, systemIdentifier });
    return { backup, manifest, database, bytes, keptAt: toInstant(at) };
  });
}

export async function sizeInBytes(control: pg.Client, oid: number): Promise<number> {
  const { rows } = await control.query<{ bytes: string | null }>('SELECT pg_database_size($1::oid) AS bytes', [oid]);
  return Number(rows[0]?.bytes ?? 0);
}
