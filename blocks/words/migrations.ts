import { anyFailed, type Finding } from '../../src/domain/finding.ts';
import type { DuringMigration, MigrationRecord } from '../../src/domain/migration-record.ts';
import { code, instant, join, type Phrase, person, say, strong } from './phrase.ts';

/** What an incident takes over from the migration during which it was declared. */
export function inheritedPhrase({ number, operator, standby, startedAt, backup, pending }: DuringMigration): Phrase {
  const named =
    pending.length === 0
      ? say``
      : say` (${join(
          pending.map((name) => say`${code(name)}`),
          ', ',
        )})`;
  const held = backup === null ? say`` : say` Its backup: ${code(backup)}.`;
  const team =
    standby.length === 0
      ? say``
      : say` On standby: ${join(
          standby.map((id) => say`${person(id)}`),
          ', ',
        )}.`;
  return say`${strong(`Migration ${number} was under way`)}${named}: the gate opened ${instant(startedAt)} for ${person(operator)}.${held}${team}`;
}

const phases: Readonly<Record<MigrationRecord['phase'], string>> = {
  measuring: '⏳ being measured',
  refused: '⛔ not to go ahead',
  open: '🟢 go: under way',
  validating: '⏳ being validated',
  done: '✅ done',
  'called-off': '⚪ called off',
};

export function phaseWords({ phase, report, failure }: MigrationRecord): string {
  if (phase !== 'refused') return phases[phase];
  return failure !== null || report?.verdict === 'cannot-tell' ? '❔ nobody could tell' : phases.refused;
}

const signs: Readonly<Record<Finding['result'], string>> = { passed: '✓', warned: '⚠️', failed: '❌', skipped: '❔' };

/** One finding with its sign, and the next move where it failed. */
export function findingPhrase(finding: Finding): Phrase {
  const next = anyFailed([finding]) && finding.hint !== undefined ? say` ${finding.hint}` : say``;
  return say`${signs[finding.result]} ${finding.check}: ${finding.say}${next}`;
}
