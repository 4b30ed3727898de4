import type pg from 'pg';
import { z } from 'zod';
import { DatabaseIdentity } from '../../domain/database.ts';
import { Instant, Oid, toInstant } from '../../domain/ids.ts';
import type { ReplacedDatabase } from '../../domain/replaced.ts';
import { readSystemIdentifier } from './database-facts.ts';
import { quoteLiteral, quoteName } from './identifiers.ts';

/** What the swap notes of the database that it puts aside, and what became of that since; the marker's name has the oid. */
const Note = z.object({
  production: z.string(),
  name: z.string(),
  kept: z.object({ until: Instant, by: z.string() }).nullish(),
  warned: z.object({ end: Instant, at: Instant }).nullish(),
  /** The name that it had, once its drop has begun. */
  dropping: z.string().optional(),
});

interface Row {
  readonly run: string;
  readonly at: Date;
  readonly facts: unknown;
  readonly oid: string;
  /** Null where it is gone. */
  readonly name: string | null;
  readonly open: boolean | null;
  readonly comment: string | null;
  readonly bytes: string | null;
}

const rowsOf = `SELECT m.run, m.at, m.facts, split_part(m.what, ' ', 2) AS oid, d.datname AS name, d.datallowconn AS open,
       shobj_description(d.oid, 'pg_database') AS comment,
       CASE WHEN has_database_privilege(d.oid, 'CONNECT') THEN pg_database_size(d.oid) END AS bytes
  FROM marker m LEFT JOIN pg_database d ON d.oid = split_part(m.what, ' ', 2)::oid
 WHERE m.what LIKE 'kept %' AND m.facts ? 'production'`;

/** What a database that we put aside is commented with: with its oid, the sign that it is ours. */
function keptComment(run: string): string {
  return `Replaced by Recourse in ${run}. Kept for undo and for copying rows back; Recourse drops it with notice.`;
}

/** Signs for whoever finds it later; what keeps writers out of it is its closed gate. In the caller's transaction. */
export async function signAsKept(control: pg.Client, name: string, run: string): Promise<void> {
  await control.query(`ALTER DATABASE ${quoteName(name)} SET default_transaction_read_only = on`);
  await control.query(`COMMENT ON DATABASE ${quoteName(name)} IS ${quoteLiteral(keptComment(run))}`);
}

export async function listKept(
  control: pg.Client,
  { production, home }: { readonly production: string; readonly home: string | undefined },
): Promise<ReplacedDatabase[]> {
  const { rows } = await control.query<Row>(
    `${rowsOf} AND m.facts ->> 'production' = $1 AND ($2::text IS NULL OR m.run LIKE '%@' || $2) ORDER BY m.at`,
    [production, home ?? null],
  );
  const systemIdentifier = rows.length === 0 ? null : await readSystemIdentifier(control);
  return rows.map((row) => judge(row, systemIdentifier));
}

/** Null where we keep nothing of that oid. Locks the note until the transaction ends. */
export async function keptOf(control: pg.Client, oid: number): Promise<ReplacedDatabase | null> {
  const { rows } = await control.query<Row>(`${rowsOf} AND m.what = $1 FOR UPDATE OF m`, [`kept ${oid}`]);
  return rows[0] === undefined ? null : judge(rows[0], null);
}

/** False where there is no such note, or none that fulfils `only`, a condition of our own. */
export async function changeKept(control: pg.Client, oid: number, change: object, only = 'true'): Promise<boolean> {
  const { rowCount } = await control.query(`UPDATE marker SET facts = facts || $2::jsonb WHERE what = $1 AND ${only}`, [
    `kept ${oid}`,
    JSON.stringify(change),
  ]);
  return rowCount === 1;
}

export async function dropKept(control: pg.Client, oid: number): Promise<void> {
  await control.query('DELETE FROM marker WHERE what = $1', [`kept ${oid}`]);
}

function judge(row: Row, systemIdentifier: string | null): ReplacedDatabase {
  const note = Note.parse(row.facts);
  return {
    database: DatabaseIdentity.parse({ name: note.name, oid: Oid.parse(Number(row.oid)), systemIdentifier }),
    run: row.run,
    replacedAt: toInstant(row.at),
    bytes: row.bytes === null ? null : Number(row.bytes),
    kept: note.kept ?? null,
    warned: note.warned ?? null,
    ...whereItStands(row, note),
  };
}

function whereItStands(row: Row, note: z.infer<typeof Note>): Pick<ReplacedDatabase, 'standing' | 'doubt'> {
  const begun = note.dropping !== undefined;
  if (row.name === null) return { standing: begun ? 'dropped' : 'gone', doubt: null };
  const expected = begun ? `recourse_dropping_${row.oid}` : note.name;
  const doubts = [
    ...(row.name === expected ? [] : [`it is called ${row.name} now`]),
    ...(row.open === false ? [] : ['somebody has opened it to connections']),
    ...(row.comment === keptComment(row.run) ? [] : ['its comment is not ours']),
  ];
  return { standing: begun ? 'dropping' : 'there', doubt: doubts.length === 0 ? null : doubts.join(', and ') };
}
