import type { Finding } from '../../domain/finding.ts';
import type { LedgerRow, MigrationFile } from '../../domain/migration.ts';
import { compareLedger, type LedgerComparison } from '../../policy/migrations/compare-ledger.ts';
import type { MigrationPorts } from '../../ports/migrations.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { GateWishes } from './gate-wishes.ts';

export interface Standings {
  readonly comparison: LedgerComparison;
  readonly findings: readonly Finding[];
}

/** The folder against the ledger; where a plain folder keeps none, against what the person said is applied. */
export async function readStandings(
  { files, ledger }: Pick<MigrationPorts, 'files' | 'ledger'>,
  { from }: Pick<GateWishes, 'from'>,
  effort: Effort,
): Promise<Standings> {
  const [list, rows] = await Promise.all([files.list(), ledger.read(effort)]);
  if (rows !== null) return { comparison: compareLedger(files.tool, list, rows), findings: [] };
  const first = list.findIndex(({ name }) => name === from || name === `${from}.sql`);
  if (from !== undefined && first !== -1) {
    const say = `nothing but your word says that all before ${from} is applied`;
    return {
      comparison: compareLedger(files.tool, list, saidToBeApplied(list.slice(0, first))),
      findings: [{ check: 'ledger', result: 'warned', say }],
    };
  }
  const comparison = compareLedger(files.tool, list, []);
  if (files.tool !== 'sql') return { comparison, findings: [noLedger(files.tool)] };
  return { comparison: { ...comparison, standings: [] }, findings: [untold(from)] };
}

function saidToBeApplied(list: readonly MigrationFile[]): readonly LedgerRow[] {
  return list.map(({ name, digest, when }) => ({ name, digest, when, state: 'applied', log: null }));
}

function noLedger(tool: string): Finding {
  const say = `production has no ledger of ${tool} yet: all migrations count as pending`;
  return { check: 'ledger', result: 'warned', say };
}

function untold(from: string | undefined): Finding {
  const say = from === undefined ? 'plain SQL files keep no ledger' : `there is no migration ${from} in the folder`;
  return {
    check: 'ledger',
    result: 'skipped',
    say: `${say}, so nobody can tell which are pending`,
    hint: 'Name the first pending one (`--from FILE`), or fill in `migrations.ledger` in recourse.yaml.',
  };
}
