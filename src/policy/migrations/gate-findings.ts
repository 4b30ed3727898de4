import type { Finding } from '../../domain/finding.ts';
import type { GateVerdict } from '../../domain/gate.ts';
import { destructiveOf, reachingOut, type StatementReading } from '../../domain/migration.ts';
import type { Rehearsal, RehearsedRun, TableChange } from '../../domain/rehearsal.ts';
import type { LedgerComparison } from './compare-ledger.ts';

const numbers = new Intl.NumberFormat('en-US');

/** Go only where nothing failed and everything that matters could be looked at. */
export function judgeGate(findings: readonly Finding[]): GateVerdict {
  if (findings.some(({ result }) => result === 'failed')) return 'no-go';
  return findings.some(({ result }) => result === 'skipped') ? 'cannot-tell' : 'go';
}

/** The folder against the ledger: anything but "applied, then pending" is a reason to stop and look. */
export function ledgerFindings({ standings, unknown }: LedgerComparison): readonly Finding[] {
  const check = 'ledger';
  const wrong = standings.filter(({ standing }) => !['applied', 'pending'].includes(standing));
  const late = standings.filter(({ standing, outOfOrder }) => standing === 'pending' && outOfOrder);
  const pending = standings.filter(({ standing }) => standing === 'pending').length;
  const findings: Finding[] = [
    ...wrong.map((each) => ({ check, result: 'failed' as const, say: each.say, hint: hints[each.standing] ?? '' })),
    ...unknown.map((name) => ({
      check,
      result: 'failed' as const,
      say: `${name} was applied to production, and this checkout does not hold it`,
      hint: 'Check out the commit that holds it: this one and the database do not belong together.',
    })),
    ...late.map((each) => ({ check, result: 'warned' as const, say: each.say })),
  ];
  if (wrong.length + unknown.length > 0) return findings;
  const applied = standings.length - pending;
  const say = `${numbers.format(applied)} applied as they lie here, ${numbers.format(pending)} pending`;
  return [...findings, { check, result: pending === 0 ? 'warned' : 'passed', say }];
}

const hints: Readonly<Record<string, string>> = {
  skipped: 'Generate it anew, so that it is the newest, or apply it by hand and say so in the ledger.',
  edited: 'Put the file back as it was applied, and write what you want to change into a new migration.',
  failed: 'Clean up what it left, then tell the tool (`prisma migrate resolve`), or no deploy will run.',
};

/** What the statements say, before anybody runs them (P1). Accepted losses are still named. */
export function statementFindings(statements: readonly StatementReading[], accepted: boolean): readonly Finding[] {
  const losses = destructiveOf(statements).map(
    ({ say, at }): Finding => ({
      check: 'destroys',
      result: accepted ? 'warned' : 'failed',
      say: `${at} ${say}`,
      hint: 'Only a restore brings this back. If it is meant, accept it with the reason.',
    }),
  );
  const effects = statements.flatMap(({ file, line, effects: all }) =>
    all.map((each) => ({ each, at: `${file}:${line}` })),
  );
  const breaks = [...new Set(effects.flatMap(({ each }) => each.breaks ?? []))];
  return [
    ...losses,
    ...effects
      .filter(({ each }) => each.rewrites)
      .map(({ each, at }): Finding => ({ check: 'rewrites', result: 'warned', say: `${at} ${each.say}` })),
    ...breaks.map((say): Finding => ({ check: 'going back', result: 'warned', say })),
  ];
}

/** What could not be rehearsed, and why; null where it can. */
export function rehearsalBarrier(statements: readonly StatementReading[], accepted: boolean): Finding | null {
  const [first, ...more] = reachingOut(statements);
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return {
    check: 'rehearsal',
    result: accepted ? 'warned' : 'skipped',
    say: `not rehearsed, because it would act on production’s server: ${first}${others}`,
    hint: 'Do that by hand, outside the migration; the rest can then be rehearsed.',
  };
}

/** What the scratch copy showed: a failure stops, everything else is said with its numbers. */
export function rehearsalFindings({ runs, values }: Pick<Rehearsal, 'runs' | 'values'>): readonly Finding[] {
  return [...runs.flatMap(runFindings), ...values.map(valueFinding)];
}

function valueFinding({ column, values }: Rehearsal['values'][number]): Finding {
  const say = `${column} held ${numbers.format(values)} ${values === 1 ? 'value' : 'values'}`;
  return { check: 'values', result: values === 0 ? 'passed' : 'warned', say };
}

function runFindings(run: RehearsedRun): readonly Finding[] {
  const check = 'rehearsal';
  const names = run.migrations.join(', ');
  const seconds = `${(run.durationMs / 1000).toFixed(1)} s`;
  const hardest = run.locks.filter(({ mode }) => mode === 'ACCESS EXCLUSIVE').map(({ table }) => table);
  const locks = hardest.length === 0 ? '' : `, in which nobody can read ${hardest.join(', ')}`;
  if (run.error !== null) {
    const where = run.error.line === null ? '' : ` (line ${run.error.line})`;
    const say = `${names} failed on a copy of production${where}: ${run.error.say}`;
    return [{ check, result: 'failed', say, hint: 'It would fail in production as well. Correct it first.' }];
  }
  return [
    { check, result: 'passed', say: `${names} ran on a copy of production in ${seconds} by ${run.by}${locks}` },
    ...run.tables.flatMap(tableFindings),
  ];
}

function tableFindings(change: TableChange): readonly Finding[] {
  const parts = [
    change.rowsAfter === null && change.rowsBefore !== null
      ? `the table is gone with ${count(change.rowsBefore)}`
      : null,
    change.rowsAfter !== null && change.deleted > 0 ? `${count(change.deleted)} deleted` : null,
    change.updated > 0 ? `${count(change.updated)} updated` : null,
    change.columnsDropped.length > 0 ? `without ${change.columnsDropped.join(', ')}` : null,
    change.rewritten ? 'written anew' : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return [];
  const now = change.rowsAfter === null ? '' : `; ${count(change.rowsAfter)} afterwards`;
  return [{ check: 'rows', result: 'warned', say: `${change.table}: ${parts.join(', ')}${now}` }];
}

function count(rows: number): string {
  return `${numbers.format(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}
