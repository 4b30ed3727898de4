import type { StepLine } from '../../src/domain/card.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { StepStatus } from '../../src/domain/incident.ts';
import type { StepName } from '../../src/domain/plan.ts';
import { durationOf } from './numbers.ts';
import { type Phrase, say, strong } from './phrase.ts';

const marks: Readonly<Record<StepStatus, string>> = {
  pending: '◻️',
  running: '⏳',
  done: '✅',
  failed: '❌',
  unknown: '❓',
  undone: '↩️',
  skipped: '➖',
};

const spoken: Readonly<Record<StepStatus, string>> = {
  pending: 'to do',
  running: 'running now',
  done: 'done',
  failed: 'failed',
  unknown: 'outcome unknown',
  undone: 'taken back',
  skipped: 'skipped',
};

/** `freeze-writes` as `Freeze writes`, where nobody gave us its title. */
export function titleFromName(name: StepName): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One line of the plan: `✅ Take a safety backup (12 s) – 48.2 MB`. */
export function stepPhrase(step: StepLine): Phrase {
  const title = step.status === 'running' || step.status === 'failed' || step.status === 'unknown';
  const name = title ? say`${strong(step.title)}` : say`${step.title}`;
  return say`${marks[step.status]} ${name}${tookPart(step)}${step.say === null ? '' : ` – ${step.say}`}`;
}

/** The same for ears, without signs. */
export function stepSpoken(step: StepLine): Phrase {
  return say`${step.title}: ${spoken[step.status]}${tookPart(step)}${step.say === null ? '' : `, ${step.say}`}`;
}

function tookPart(step: StepLine): string {
  return step.tookMs === null || step.status === 'pending' ? '' : ` (${durationOf(step.tookMs)})`;
}

/** What a check found, when it is worth a person's attention; the next move comes with it. */
export function findingPhrase(finding: Finding): Phrase {
  const mark = { passed: '✓', failed: '✗', warned: '⚠️', skipped: '–' }[finding.result];
  const hint = finding.hint === undefined ? '' : ` → ${finding.hint}`;
  return say`${mark} ${finding.say}${finding.result === 'skipped' ? ' (not checked)' : ''}${hint}`;
}

/**
 * Told although they passed: people want to know whether a restore was run or a ready copy taken, and, of code that goes
 * back, which commit for which reason, what else could be named, and what goes with it; and whose requests failed (B1, B11).
 */
const worthTelling: ReadonlySet<string> = new Set([
  'ready copy',
  'commit',
  'other commit',
  'together',
  'affected',
  'looks',
]);

/** Findings that a person should see: everything that did not simply pass, and what is worth telling all the same. */
export function remarkable(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ check, result }) => result !== 'passed' || worthTelling.has(check));
}
