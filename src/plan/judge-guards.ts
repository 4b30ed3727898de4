import type { Answer } from '../domain/answer.ts';
import type { GuardCount } from '../domain/down-scripts.ts';
import type { Finding } from '../domain/finding.ts';
import type { MigrationFile } from '../domain/migration.ts';
import type { DownGuard } from '../domain/policy-file/down-scripts.ts';
import { isMeant } from './choose-scripts.ts';

const numbers = new Intl.NumberFormat('en-US');

/** The policy's guards of these migrations. */
export function guardsOf(guards: readonly DownGuard[], undone: readonly MigrationFile[]): readonly DownGuard[] {
  return guards.filter(({ migration }) => undone.some((file) => isMeant(file, migration)));
}

/**
 * What stands in the scripts' way, with the option that a person chose for it (S4). Rows without a choice are a failed
 * finding that names every option: nobody but a person may decide what becomes of them.
 */
export function judgeGuards(
  guards: readonly DownGuard[],
  answers: readonly Answer[],
  options: Readonly<Record<string, string>>,
): { readonly counts: readonly GuardCount[]; readonly findings: readonly Finding[] } {
  const judged = guards.map((guard) =>
    judgeOne(
      guard,
      answers.find(({ name }) => name === guard.name),
      options[guard.name],
    ),
  );
  return { counts: judged.flatMap(({ count }) => count ?? []), findings: judged.map(({ finding }) => finding) };
}

function judgeOne(
  guard: DownGuard,
  answer: Answer | undefined,
  wanted: string | undefined,
): { readonly count: GuardCount | null; readonly finding: Finding } {
  const check = `guard: ${guard.name}`;
  const rows = answer?.number ?? null;
  if (rows === null) {
    const say = `The guard "${guard.name}" could not be asked: ${answer?.trouble ?? 'no answer'}`;
    return { count: null, finding: { check, result: 'failed', say, hint: 'Correct its query in recourse.yaml.' } };
  }
  const found = { migration: guard.migration, guard: guard.name, title: guard.title, rows };
  if (rows === 0) {
    return { count: { ...found, option: null }, finding: { check, result: 'passed', say: `${guard.title}: none` } };
  }
  const say = `${guard.migration}: ${numbers.format(rows)} ${guard.title}`;
  const option = guard.options.find(({ name }) => name === wanted);
  if (option === undefined)
    return {
      count: null,
      finding: {
        check,
        result: 'failed',
        say: `${say}, and nobody has chosen what becomes of them`,
        hint: askFor(guard),
      },
    };
  const chosen = { name: option.name, title: option.title, sql: 'sql' in option ? option.sql : null };
  return { count: { ...found, option: chosen }, finding: { check, result: 'warned', say: `${say} → ${option.title}` } };
}

function askFor({ name, options }: DownGuard): string {
  const named = options.map((option) => `“${option.title}” (${option.name})`).join(', ');
  return `Choose this way back again and say for ${name}: ${named}.`;
}

/**
 * Rows that came since the plan was approved: what was chosen was chosen for fewer. Once a script has run, a guard may not
 * fit the schema any more; then its script finds out by itself, and leaves nothing where it fails.
 */
export function moreThanApproved(
  approved: readonly GuardCount[],
  answers: readonly Answer[],
  someHaveRun: boolean,
): readonly Finding[] {
  return approved.flatMap(({ guard, title, rows }): Finding[] => {
    const now = answers.find(({ name }) => name === guard)?.number ?? null;
    if (now === null ? someHaveRun : now <= rows) return [];
    const say = `${title}: ${now === null ? 'nobody can count them' : numbers.format(now)} now, ${numbers.format(rows)} were approved`;
    return [{ check: `guard: ${guard}`, result: 'failed', say, hint: 'Stop this recovery and choose the path again.' }];
  });
}
