import type { StepLine } from '../../src/domain/card.ts';
import type { Page } from '../kit/texts.ts';
import { lines } from '../kit/texts.ts';
import { say, strong } from '../words/phrase.ts';
import { findingPhrase, remarkable, stepPhrase, stepSpoken } from '../words/steps.ts';
import { emptyPart, type Part } from './part.ts';

/** Findings shown below one step before the thread is the better place. */
const shownFindings = 4;

/** A list of steps with what each found that a person should see. */
export function stepsPart(title: string, steps: readonly StepLine[], page: Page): Part {
  if (steps.length === 0) return emptyPart;
  const heading = say`${strong(title)}`;
  return {
    spoken: [say`${title}:`, ...steps.map(stepSpoken)],
    blocks: [lines([heading, ...steps.flatMap(withFindings)], page)],
  };
}

function withFindings(step: StepLine) {
  const findings = remarkable(step.findings);
  const more = findings.length - shownFindings;
  return [
    stepPhrase(step),
    ...findings.slice(0, shownFindings).map((finding) => say`      ${findingPhrase(finding)}`),
    ...(more > 0 ? [say`      … and ${more} more in the thread`] : []),
  ];
}

/** How far a list has come: `4 of 9 done`. */
export function progressOf(steps: readonly StepLine[]): string {
  const settled = steps.filter((step) => step.status === 'done' || step.status === 'skipped').length;
  return `${settled} of ${steps.length} done`;
}
