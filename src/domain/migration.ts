import { z } from 'zod';
import { Digest } from './ids.ts';

/** PostgreSQL's table locks, weakest first: each conflicts with more than the one before. */
export const lockModes = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;
export const LockMode = z.enum(lockModes);
export type LockMode = z.infer<typeof LockMode>;

export const TableLock = z.object({ table: z.string(), mode: LockMode }).readonly();
export type TableLock = z.infer<typeof TableLock>;

/**
 * What a statement takes away or makes harder, by name (P1).
 * - `destroys`: `data` is gone but for a restore; `definition` could be made again; null takes nothing away.
 * - `breaks`: why older code, to which a rollback would go, may fail on what it leaves behind.
 * - `reaches-out`: it acts on the whole server or on another database, so that it must not run on a scratch copy.
 * - `rewrites`: the whole table is written anew under the statement's lock.
 */
export const Effect = z
  .object({
    does: z.enum([
      'reaches-out',
      'drops',
      'deletes',
      'overwrites',
      'retypes',
      'tightens',
      'renames',
      'replaces',
      'adds',
      'unreadable',
    ]),
    /** `table`, `column`, `rows`, `enum value` … */
    what: z.string(),
    /** As PostgreSQL would quote it: `public."User".email`. */
    name: z.string(),
    say: z.string(),
    destroys: z.enum(['data', 'definition']).nullable(),
    breaks: z.string().nullable(),
    rewrites: z.boolean(),
  })
  .readonly();
export type Effect = z.infer<typeof Effect>;

/** One statement of a migration file, as PostgreSQL's own parser reads it. */
export const StatementReading = z
  .object({
    file: z.string(),
    line: z.number().int().positive(),
    /** Its beginning, on one line. */
    text: z.string(),
    locks: z.array(TableLock).readonly(),
    effects: z.array(Effect).readonly(),
  })
  .readonly();
export type StatementReading = z.infer<typeof StatementReading>;

/** A migration as it lies in the service's folder. */
export const MigrationFile = z
  .object({
    /** As its tool names it. */
    name: z.string(),
    /** Relative to the migrations' folder. */
    file: z.string(),
    /** SHA-256 of the file: what Drizzle and Prisma write into their ledgers. */
    digest: Digest,
    /** Drizzle's `when`, in ms since 1970: its ledger's `created_at`. */
    when: z.number().nullable(),
    /** Whether its tool runs it in a transaction of its own. */
    transaction: z.boolean(),
  })
  .readonly();
export type MigrationFile = z.infer<typeof MigrationFile>;

/** One row of a tool's ledger. What a tool does not keep is null. */
export const LedgerRow = z
  .object({
    name: z.string().nullable(),
    digest: z.string().nullable(),
    when: z.number().nullable(),
    state: z.enum(['applied', 'failed', 'rolled-back']),
    /** Prisma's own words about a failure. */
    log: z.string().nullable(),
  })
  .readonly();
export type LedgerRow = z.infer<typeof LedgerRow>;

/**
 * Where a file stands against the ledger. `skipped`: older than the newest applied, so that the tool will never run it;
 * `edited`: its text is not the one that was applied; `failed`: begun, neither finished nor rolled back.
 */
export const MigrationStanding = z
  .object({
    migration: MigrationFile,
    standing: z.enum(['applied', 'pending', 'skipped', 'edited', 'failed']),
    /** Pending although later ones were applied before. */
    outOfOrder: z.boolean(),
    say: z.string(),
  })
  .readonly();
export type MigrationStanding = z.infer<typeof MigrationStanding>;

/** All effects that only a restore takes back, or that nobody can read. */
export function destructiveOf(statements: readonly StatementReading[]): readonly (Effect & { readonly at: string })[] {
  return statements.flatMap(({ file, line, effects }) =>
    effects.filter(({ destroys }) => destroys === 'data').map((effect) => ({ ...effect, at: `${file}:${line}` })),
  );
}

/** What must not be rehearsed: on a scratch copy it would act on the server that production runs on. */
export function reachingOut(statements: readonly StatementReading[]): readonly string[] {
  return statements.flatMap(({ file, line, effects }) =>
    effects.filter(({ does }) => does === 'reaches-out').map(({ say }) => `${file}:${line} ${say}`),
  );
}

/** Ledgers and people name a migration with or without its folder and its ending. */
export function isSameMigration(one: string | null, other: string): boolean {
  return one !== null && bareName(one) === bareName(other);
}

function bareName(migration: string): string {
  return (
    migration
      .replace(/\/migration\.sql$/, '')
      .split('/')
      .at(-1) ?? migration
  ).replace(/\.sql$/, '');
}
