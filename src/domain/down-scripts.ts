import { z } from 'zod';
import { BackupId, Digest } from './ids.ts';
import { RehearsedRun } from './rehearsal.ts';

/** Rows that stand in a script's way, and what a person chose to do about them (S4). */
export const GuardCount = z
  .object({
    migration: z.string(),
    guard: z.string(),
    title: z.string(),
    /** Counted in production by the policy's query. */
    rows: z.number().int().nonnegative(),
    /** Null where nothing stands in the way, so that there was nothing to choose. */
    option: z.object({ name: z.string(), title: z.string(), sql: z.string().nullable() }).nullable(),
  })
  .readonly();
export type GuardCount = z.infer<typeof GuardCount>;

/** One script that is to run: its digest covers every file that it includes and the SQL of the option chosen with it. */
export const ChosenScript = z.object({ migration: z.string(), file: z.string(), digest: Digest }).readonly();
export type ChosenScript = z.infer<typeof ChosenScript>;

/** What would run, newest migration first (S1). */
export const ChosenScripts = z.object({
  scripts: z.array(ChosenScript).readonly(),
  /** Migrations whose script is left out, by an option that was chosen. */
  leftOut: z.array(z.string()).readonly(),
  guards: z.array(GuardCount).readonly(),
  /** Which ledger loses a row per script; null where no ledger is kept. */
  ledger: z.string().nullable(),
  /** The commit that fits the schema afterwards; null: the code stays as it is. */
  commit: z.string().nullable(),
});
export type ChosenScripts = z.infer<typeof ChosenScripts>;

/** What the scripts did to a fresh copy of production (S6). */
export const DownRehearsal = z.object({
  backup: BackupId,
  restoreMs: z.number().int().nonnegative(),
  runs: z.array(RehearsedRun).readonly(),
  /** Values in columns that the scripts drop, counted before they ran. */
  values: z.array(z.object({ column: z.string(), values: z.number().int().nonnegative() })).readonly(),
});
export type DownRehearsal = z.infer<typeof DownRehearsal>;

/** All scripts one after another, in ms. */
export function rehearsedMs({ runs }: Pick<DownRehearsal, 'runs'>): number {
  return runs.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** What the scripts take away from each table: rows, and columns with their values. */
export const TakenAway = z
  .object({
    rows: z.array(z.object({ table: z.string(), rows: z.number().int() })).readonly(),
    values: z.array(z.object({ column: z.string(), values: z.number().int() })).readonly(),
  })
  .readonly();
export type TakenAway = z.infer<typeof TakenAway>;

/** What people vote on. */
export const PlannedScripts = ChosenScripts.extend({ takesAway: TakenAway });
export type PlannedScripts = z.infer<typeof PlannedScripts>;

export function takenAway({ runs, values }: Pick<DownRehearsal, 'runs' | 'values'>): TakenAway {
  const rows = new Map<string, number>();
  for (const { table, deleted } of runs.flatMap((run) => run.tables)) {
    if (deleted > 0) rows.set(table, (rows.get(table) ?? 0) + deleted);
  }
  return {
    rows: [...rows].map(([table, count]) => ({ table, rows: count })),
    values: values.filter((column) => column.values > 0),
  };
}
