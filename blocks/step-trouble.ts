import type { KnownBlock } from '@slack/types';
import type { ActionName, CardFacts, StepLine } from '../src/domain/card.ts';
import type { OpenPath } from '../src/domain/path-choice.ts';
import { pressValue } from './action-ids.ts';
import { wholeStoryOf } from './cut.ts';
import { buttons, type Press } from './kit/buttons.ts';
import type { Drawn } from './kit/drawn.ts';
import { lines, output, type Page } from './kit/texts.ts';
import { drawParts, type Part } from './parts/part.ts';
import { type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';
import { findingPhrase, remarkable } from './words/steps.ts';

/** Findings that are listed before the thread is the better place. */
const shownFindings = 12;
/** An error longer than this is shown as program output. */
const longError = 400;

/** The step that failed or that nobody can tell about; null where none waits. */
export function waitsForPerson({ preparation, execution }: CardFacts): StepLine | null {
  return [...preparation, ...execution].find((step) => step.status === 'failed' || step.status === 'unknown') ?? null;
}

/** What differs, and the choices a person has. As a message of its own. */
export function drawStepTrouble(facts: CardFacts, step: StepLine, reader: Reader): Drawn {
  const page: Page = { reader, where: wholeStoryOf(facts.incident.id) };
  return drawParts(page, [troublePart(facts, step, page)]);
}

/** The same as a part of another message. */
export function troublePart(facts: CardFacts, step: StepLine, page: Page): Part {
  const { error } = facts.incident.steps[step.name] ?? { error: null };
  const sayText = error?.say ?? step.say ?? 'No more is known.';
  const findings = remarkable(step.findings);
  const head: Phrase[] = [
    step.status === 'unknown'
      ? say`❓ ${strong(step.title)}: nobody can tell whether it took effect. Please look before you choose.`
      : say`❌ ${strong(step.title)} failed.`,
    ...(sayText.length > longError ? [] : [say`${sayText}`]),
    ...findings.slice(0, shownFindings).map(findingPhrase),
    ...(findings.length > shownFindings
      ? [say`… and ${findings.length - shownFindings} more findings in the thread.`]
      : []),
    say`${strong('Next:')} ${error?.hint ?? 'look at the thread, then choose below.'}`,
    touched(step),
  ];
  const presses = choices(facts, step);
  const blocks: (KnownBlock | null)[] = [
    lines(head, page),
    sayText.length > longError ? output(sayText) : null,
    buttons(`settle-${step.name}`, presses),
  ];
  const spoken = sayText.length > longError ? [...head, say`${sayText}`] : head;
  return {
    spoken: [
      ...spoken,
      ...(presses.length === 0 ? [] : [say`Choices: ${presses.map((press) => press.label).join(', ')}.`]),
    ],
    blocks: blocks.filter((block) => block !== null),
  };
}

function touched(step: StepLine): Phrase {
  return step.needsGrant
    ? say`This step works on production. Recourse has stopped and does nothing by itself until somebody chooses.`
    : say`Production was not touched by this step. Recourse has stopped until somebody chooses.`;
}

interface Choice {
  readonly label: (id: string) => string;
  readonly spoken: (step: string, id: string) => string;
  readonly style?: 'primary' | 'danger';
}

/** In the order in which a tired person should consider them. */
const settling: readonly (readonly [ActionName, Choice])[] = [
  ['retry-step', { label: (id) => `Try again ${id}`, spoken: (step) => `Try again: ${step}`, style: 'primary' }],
  ['mark-step-done', { label: (id) => `It was done ${id}`, spoken: (step) => `Mark as done: ${step}` }],
  ['undo-step', { label: (id) => `Take it back ${id}`, spoken: (step) => `Undo: ${step}` }],
  ['choose-backup', { label: (id) => `Choose an older backup ${id}`, spoken: () => 'Choose an older backup' }],
  ['choose-path', { label: () => 'Another way back', spoken: (_, id) => `Choose another way back for ${id}` }],
  ['abandon', { label: (id) => `Stop the recovery ${id}`, spoken: () => 'Stop the recovery', style: 'danger' }],
];

/** Another backup is of use to these alone. */
const fromBackup: ReadonlySet<OpenPath> = new Set(['restore', 'copy-back']);

/** A choice that is always refused for this step is not offered: it would only cost somebody tired another minute. */
function makesSense(action: ActionName, step: StepLine, path: OpenPath): boolean {
  if (action === 'choose-backup') return fromBackup.has(path);
  if (action === 'mark-step-done') return step.mayBeMarkedDone !== false;
  return action !== 'undo-step' || step.needsGrant;
}

function choices(facts: CardFacts, step: StepLine): Press[] {
  const offered = new Set(facts.actions.filter((offer) => offer.enabled).map((offer) => offer.action));
  const { incident, service } = facts;
  const value = pressValue({ incident: incident.id, service: service.name, step: step.name });
  return settling
    .filter(([action]) => offered.has(action) && makesSense(action, step, incident.choice.path))
    .map(([action, { label, spoken, style }]) => ({
      actionId: action,
      label: label(incident.id),
      spoken: spoken(step.title, incident.id),
      value,
      ...(style === undefined ? {} : { style }),
    }));
}
