import type { BackupManifest } from '../../domain/manifest.ts';
import type { ComparedTable } from './loss-tables.ts';

/** What production says of itself, inside the snapshot that the count is made in. */
export interface ProductionFacts {
  readonly oid: number;
  readonly systemIdentifier: string | null;
  /** The next transaction id, 64 bits. */
  readonly nextXid: bigint;
  /** The log ends before the backup's place in it. */
  readonly lsnIsBehind: boolean;
}

/** A table on one side or both, and how its rows are compared. */
export type TablePlan =
  | { readonly way: 'only-in-copy'; readonly copy: ComparedTable }
  | { readonly way: 'only-in-production'; readonly production: ComparedTable }
  | {
      readonly way: 'xmin' | 'row-hash';
      /** Why not by xmin. */
      readonly why: string | null;
      readonly production: ComparedTable;
      readonly copy: ComparedTable;
      /** Columns of both sides, by name. */
      readonly columns: readonly string[];
      /** The primary key that both sides share; empty where rows can only be compared as a whole. */
      readonly key: readonly string[];
    };

/** Transaction ids are compared modulo 2³²: beyond half of that, age says nothing. A million is left as a margin. */
const oldestAge = 2n ** 31n - 1_000_000n;

/** The first transaction that the backup's snapshot may not have seen. */
export function floorOf(manifest: BackupManifest): bigint {
  return BigInt(manifest.snapshot.split(':')[0] ?? '0');
}

/**
 * Null where a row whose xmin is older than the floor is surely unchanged since the snapshot. Rewrites (VACUUM FULL,
 * CLUSTER, a changed column type) keep xmin or make it newer, so they never hide a change; another cluster, another
 * database or a clock of transactions that ran backwards would.
 */
export function whyNotByXmin(manifest: BackupManifest, facts: ProductionFacts): string | null {
  if (manifest.systemIdentifier === null || facts.systemIdentifier === null) {
    return 'the role may not ask whether this is the cluster of the backup';
  }
  if (manifest.systemIdentifier !== facts.systemIdentifier) return 'the backup is from another cluster';
  if (manifest.database.oid !== facts.oid) return 'production is another database than the one that was backed up';
  if (facts.lsnIsBehind) return 'the cluster was set back to a time before the backup';
  const age = facts.nextXid - floorOf(manifest);
  if (age < 0n || age > oldestAge) return 'too many transactions have passed since the backup';
  return null;
}

/** Pairs the tables by name and decides for each. */
export function planTables(
  production: readonly ComparedTable[],
  copy: readonly ComparedTable[],
  overall: { readonly whyNot: string | null; readonly typesChanged: boolean },
): TablePlan[] {
  const copies = new Map(copy.map((table) => [table.table, table]));
  const live = new Set(production.map((table) => table.table));
  return [
    ...production.map((table): TablePlan => {
      const same = copies.get(table.table);
      if (same === undefined) return { way: 'only-in-production', production: table };
      const columns = namesOf(table).filter((name) => namesOf(same).includes(name));
      const key = table.key.join('\0') === same.key.join('\0') ? table.key : [];
      const why = overall.whyNot ?? whyNotThisTable(table, columns, key, overall.typesChanged);
      return { way: why === null ? 'xmin' : 'row-hash', why, production: table, copy: same, columns, key };
    }),
    ...copy.filter((table) => !live.has(table.table)).map((table): TablePlan => ({ way: 'only-in-copy', copy: table })),
  ];
}

function whyNotThisTable(
  table: ComparedTable,
  columns: readonly string[],
  key: readonly string[],
  typesChanged: boolean,
): string | null {
  const compared = table.columns.filter((column) => columns.includes(column.name));
  if (key.length === 0) return 'it has no primary key that the backup shares';
  if (table.changed) return 'the table was altered, renamed or rewritten since the backup';
  // A column that was dropped and made anew has other values in rows that were never written.
  if (compared.some((column) => column.changed)) return 'a column was altered since the backup';
  if (typesChanged && compared.some((column) => !column.builtIn)) return 'a type was altered since the backup';
  return null;
}

function namesOf(table: ComparedTable): string[] {
  return table.columns.map((column) => column.name);
}
