import { durationOf } from '../numbers.ts';
import { say, strong } from '../phrase.ts';
import { findingPhrase, remarkable } from '../steps.ts';
import { type Telling, type TellTable, told } from './telling.ts';

type Kinds =
  | 'step-began'
  | 'step-progressed'
  | 'step-done'
  | 'step-failed'
  | 'step-became-unknown'
  | 'step-skipped'
  | 'step-reopened'
  | 'step-undone'
  | 'conductor-changed'
  | 'execution-abandoned';

/** The work itself. A step that begins for the first time is not told: the headline shows it, and its end is told. */
export const stepping: TellTable<Kinds> = {
  'step-began': (body, { titleOf }) =>
    body.attempt === 1 ? null : told('🔁', say`${strong(titleOf(body.step))}: trying again, attempt ${body.attempt}.`),
  'step-progressed': () => null,
  'step-done': (body, telling) => {
    const passed = body.findings.filter((finding) => finding.result === 'passed').length;
    const remarks = remarkable(body.findings);
    const checks = passed === 0 ? '' : ` ${passed === 1 ? '1 check' : `${passed} checks`} passed.`;
    return told(
      remarks.every((finding) => finding.result === 'passed') ? '✅' : '⚠️',
      say`${strong(telling.titleOf(body.step))}: ${
        body.found ? 'found already done, and recorded.' : `done${took(body.step, telling)}.`
      }${checks}`,
      ...remarks.map(findingPhrase),
    );
  },
  'step-failed': (body, telling) =>
    told(
      '❌',
      say`${strong(telling.titleOf(body.step))}: failed${took(body.step, telling)}. ${body.error.say}`,
      ...remarkable(body.findings).map(findingPhrase),
      say`Next: ${body.error.hint}`,
    ),
  'step-became-unknown': (body, { titleOf }) =>
    told(
      '❓',
      say`${strong(titleOf(body.step))}: nobody can tell whether it took effect. ${body.say}`,
      say`Recourse does nothing more until a person has looked and says how to go on.`,
    ),
  'step-skipped': (body, { titleOf }) => told('➖', say`${strong(titleOf(body.step))}: skipped. ${body.why}`),
  'step-reopened': (body, { titleOf, who, entry }) =>
    told(
      '🔁',
      say`${strong(titleOf(body.step))}: ${entry.by.kind === 'person' ? say`${who} asked for another attempt.` : say`opened again.`} ${body.why}`,
    ),
  'step-undone': (body, { titleOf }) => told('↩️', say`${strong(titleOf(body.step))}: taken back. ${body.say}`),
  'conductor-changed': () =>
    told(
      '🔄',
      say`Recourse was interrupted and another process took over. It checks what already happened before it goes on.`,
    ),
  'execution-abandoned': (body, { who }) =>
    told('🛑', say`${who} stopped the recovery. Reason: ${body.why}`, say`Steps that have not begun will not begin.`),
};

function took(step: string, telling: Telling): string {
  const ms = telling.tookMs(step);
  return ms === null ? '' : ` after ${durationOf(ms)}`;
}
