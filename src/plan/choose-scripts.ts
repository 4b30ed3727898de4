import { isSameMigration, type LedgerRow, type MigrationFile } from '../domain/migration.ts';
import { compareLedger, type Tool } from '../policy/migrations/compare-ledger.ts';

interface Known {
  readonly tool: Tool;
  readonly files: readonly MigrationFile[];
  /** Null where no ledger is kept: then every file counts as applied, and the rehearsal tells whether that is so. */
  readonly rows: readonly LedgerRow[] | null;
}

/** Migrations to take back, newest first (S1), or in words why nobody can tell. */
export function migrationsToUndo(
  { tool, files, rows }: Known,
  from: string | null,
): readonly MigrationFile[] | { readonly whyNot: string } {
  const applied = rows === null ? files : appliedOf(tool, files, rows);
  const newest = applied.at(-1);
  if (newest === undefined) return { whyNot: 'No migration of this folder is applied, so there is none to take back.' };
  const oldest = from === null ? applied.length - 1 : applied.findIndex((file) => isMeant(file, from));
  if (oldest !== -1) return applied.slice(oldest).reverse();
  const known = applied
    .slice(-5)
    .map(({ name }) => name)
    .join(', ');
  return { whyNot: `"${from}" is no migration that is applied. The newest are ${known}.` };
}

function appliedOf(tool: Tool, files: readonly MigrationFile[], rows: readonly LedgerRow[]): readonly MigrationFile[] {
  return compareLedger(tool, files, rows).standings.flatMap(({ migration, standing }) =>
    standing === 'applied' || standing === 'edited' ? [migration] : [],
  );
}

/** By its name, or by the number that it begins with. */
export function isMeant({ name, file }: Pick<MigrationFile, 'name' | 'file'>, words: string): boolean {
  const wanted = words.trim();
  return isSameMigration(wanted, name) || isSameMigration(wanted, file) || /^[Vv]?(\d+)/.exec(name)?.[1] === wanted;
}
