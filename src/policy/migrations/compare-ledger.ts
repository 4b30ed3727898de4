import type { LedgerRow, MigrationFile, MigrationStanding } from '../../domain/migration.ts';

export type Tool = 'drizzle' | 'prisma' | 'dbmate' | 'sql';

/** The files and the ledger side by side. */
export interface LedgerComparison {
  readonly standings: readonly MigrationStanding[];
  /** Rows of migrations that the folder does not hold: another commit's. */
  readonly unknown: readonly string[];
  /** The newest that was applied, as the tool names it. */
  readonly head: string | null;
}

/** How a tool knows a migration again in its ledger, and whether a changed file can be told from it. */
const isSame: Readonly<Record<Tool, (file: MigrationFile, row: LedgerRow) => boolean>> = {
  drizzle: (file, row) => row.digest === file.digest || (row.when !== null && row.when === file.when),
  prisma: (file, row) => row.name === file.name,
  dbmate: (file, row) => row.name === /^\d+/.exec(file.name)?.[0],
  sql: (file, row) => row.name === file.name || `${row.name}.sql` === file.name,
};

/** Says of each file where it stands, by the rules of its tool. `rows` are those of production; empty where there is none. */
export function compareLedger(
  tool: Tool,
  files: readonly MigrationFile[],
  rows: readonly LedgerRow[],
): LedgerComparison {
  const standing = rows.filter(({ state }) => state !== 'rolled-back');
  const appliedTo = files.map((file) => standing.find((row) => isSame[tool](file, row)));
  const newest = files.findLastIndex((_, n) => appliedTo[n]?.state === 'applied');
  const newestWhen = Math.max(...standing.map(({ when }) => when ?? Number.NEGATIVE_INFINITY));
  return {
    standings: files.map((file, n) => {
      const row = appliedTo[n];
      if (row !== undefined) return judgeApplied(file, row);
      return judgePending(file, { skipped: tool === 'drizzle' && (file.when ?? 0) <= newestWhen, late: n < newest });
    }),
    unknown: standing
      .filter((row) => !files.some((file) => isSame[tool](file, row)))
      .map((row) => row.name ?? `${row.when ?? '?'}-${(row.digest ?? '').slice(0, 12)}`),
    head: files[newest]?.name ?? null,
  };
}

function judgeApplied(migration: MigrationFile, row: LedgerRow): MigrationStanding {
  const told = (standing: MigrationStanding['standing'], say: string) => ({
    migration,
    standing,
    outOfOrder: false,
    say,
  });
  if (row.state === 'failed') {
    const words = row.log?.trim().split('\n')[0] ?? '';
    return told('failed', `${migration.name} was begun and neither finished nor rolled back${words && `: ${words}`}`);
  }
  if (row.digest !== null && row.digest !== migration.digest)
    return told('edited', `${migration.name} was changed after it was applied`);
  return told('applied', `${migration.name} is applied`);
}

function judgePending(
  migration: MigrationFile,
  { skipped, late }: { readonly skipped: boolean; readonly late: boolean },
): MigrationStanding {
  if (skipped) {
    const say = `${migration.name} is older than the newest that was applied: Drizzle will never run it, and says nothing`;
    return { migration, standing: 'skipped', outOfOrder: true, say };
  }
  const say = late
    ? `${migration.name} is pending, although later ones were applied before it`
    : `${migration.name} is pending`;
  return { migration, standing: 'pending', outOfOrder: late, say };
}
