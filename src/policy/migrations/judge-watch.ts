import type { Alert } from '../../domain/alert.ts';
import type { Answer } from '../../domain/answer.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Instant } from '../../domain/ids.ts';
import { keptText } from '../../domain/kept-text.ts';
import type { MigrationRecord } from '../../domain/migration-record.ts';
import type { MigrationWatchPolicy } from '../../domain/policy-file/migration-watch.ts';

/** Fewer transactions than this between two looks say nothing about a share. */
const TRANSACTIONS_MIN = 100;

/** Whether a migration is to be watched now, or the watch is over and nobody has said so yet. */
export function watchPhase(
  policy: MigrationWatchPolicy | undefined,
  record: MigrationRecord | null,
  now: Date,
): 'none' | 'watching' | 'ending' {
  if (policy === undefined || record === null || record.phase !== 'done' || record.endedAt === null) return 'none';
  if (record.watch.endedAt !== null) return 'none';
  return now.getTime() < Date.parse(record.endedAt) + policy.for ? 'watching' : 'ending';
}

/**
 * Findings whose result is another one than before. In the first round all of them, so that people see what is watched;
 * a check that joins later is told only where it stands out.
 */
export function changedFindings(before: readonly Finding[], now: readonly Finding[]): readonly Finding[] {
  if (before.length === 0) return now;
  const known = new Map(before.map(({ check, result }) => [check, result]));
  return now.filter(({ check, result }) => {
    const earlier = known.get(check);
    return earlier === undefined ? result === 'failed' || result === 'warned' : earlier !== result;
  });
}

/** P9 warns of missing ids from the first one on. */
export function judgeMissingIds(answers: readonly Answer[]): Finding[] {
  return answers.map(({ name, number, trouble }): Finding => {
    const check = `missing ids: ${name}`;
    if (number === null) return { check, result: 'skipped', say: `${name}: ${trouble ?? 'no answer'}` };
    return number === 0
      ? { check, result: 'passed', say: `${name}: none` }
      : { check, result: 'warned', say: `${name}: ${number.toLocaleString('en')}, 0 were expected` };
  });
}

/** P9, critical: rows that violate a foreign key, a check or NOT NULL which the database was told not to prove. */
export function judgeUnproved(answers: readonly Answer[]): Finding[] {
  if (answers.length === 0) return [{ check: 'constraints', result: 'passed', say: 'every constraint is validated' }];
  return answers.map(({ name, number, trouble }): Finding => {
    const check = `constraint: ${name}`;
    if (number === null) return { check, result: 'skipped', say: `${name}: ${trouble ?? 'no answer'}` };
    return number === 0
      ? { check, result: 'passed', say: `${name} is not validated, but no row violates it` }
      : { check, result: 'failed', say: `${name}: ${number.toLocaleString('en')} rows violate it` };
  });
}

interface Counters {
  readonly committed: number;
  readonly rolledBack: number;
  readonly statements:
    | readonly { readonly id: string; readonly text: string; readonly calls: number; readonly totalMs: number }[]
    | { readonly why: string };
}

/** P9, warning: what the application tries and the database refuses is rolled back. Null before the second look. */
export function judgeRollbacks(before: Counters | null, now: Counters, policy: MigrationWatchPolicy): Finding | null {
  if (before === null) return null;
  const rolledBack = now.rolledBack - before.rolledBack;
  const all = now.committed - before.committed + rolledBack;
  if (all < TRANSACTIONS_MIN) return null;
  const percent = (rolledBack / all) * 100;
  const say = `${percent.toFixed(1)} % of ${all.toLocaleString('en')} transactions were rolled back since the last look`;
  const result = percent > policy.rolled_back_percent ? 'warned' : 'passed';
  return { check: 'rolled back', result, say };
}

/** P9, critical: statements that were slow since the last look, the slowest named. Null before the second look. */
export function judgeStatements(before: Counters | null, now: Counters, policy: MigrationWatchPolicy): Finding | null {
  const check = 'slow queries';
  if ('why' in now.statements) return { check, result: 'skipped', say: now.statements.why };
  if (before === null || 'why' in before.statements) return null;
  const known = new Map(before.statements.map((each) => [each.id, each]));
  const means = now.statements.map((each) => {
    const calls = each.calls - (known.get(each.id)?.calls ?? 0);
    return { text: each.text, meanMs: calls > 0 ? (each.totalMs - (known.get(each.id)?.totalMs ?? 0)) / calls : 0 };
  });
  const slow = means.filter(({ meanMs }) => meanMs > policy.slow_query).toSorted((a, b) => b.meanMs - a.meanMs);
  const [slowest] = slow;
  if (slowest === undefined)
    return { check, result: 'passed', say: `none took more than ${policy.slow_query} ms on average` };
  const say = `${slow.length} took more than ${policy.slow_query} ms on average; the slowest ${Math.round(slowest.meanMs)} ms: ${slowest.text}`;
  return { check, result: 'failed', say };
}

/** What critical findings tell the channel as an alert, and when they are over: they propose to declare like any other (P9). */
export function watchAlerts({ number, watch }: MigrationRecord): readonly Alert[] {
  const since = new Map<string, Instant>();
  return watch.reports.flatMap(({ at, changed }) =>
    changed.flatMap(({ check, result, say }): Alert[] => {
      const startedAt = since.get(check) ?? at;
      const alert = alertOf(`watch/${number}/${check}`, check, say, startedAt);
      if (result === 'failed') {
        since.set(check, startedAt);
        return [alert];
      }
      return since.delete(check) ? [{ ...alert, status: 'resolved', endedAt: at }] : [];
    }),
  );
}

function alertOf(fingerprint: string, check: string, say: string, startedAt: Instant): Alert {
  return {
    source: 'watch',
    fingerprint: keptText(fingerprint, 200),
    status: 'firing',
    name: keptText(check, 200),
    severity: 'critical',
    summary: keptText(say, 500),
    details: 'Seen by the watch after the migration.',
    startedAt,
    endedAt: null,
    trigger: null,
    correlationIds: [],
  };
}
