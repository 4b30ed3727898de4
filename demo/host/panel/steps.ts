import { demoPeople } from '../../slack/preset.ts';
import type { PanelStep } from '../../slack/shapes.ts';
import type { ExampleFacts, Mishap } from '../example-service.ts';
import { type HeadlinePhase, isOver, type Seen } from './seen.ts';

type Told = Omit<PanelStep, 'state'>;
type Words = (shown: Shown) => Told;

/** What the panel leads through: an example and what goes wrong with it. */
export interface Shown {
  readonly example: ExampleFacts;
  readonly mishap: Pick<Mishap, 'label' | 'description' | 'how' | 'told'>;
}

const { onCall } = demoPeople;

const steps = {
  backUp: () => ({
    label: 'Take a backup',
    how: 'Press the button, or send `/backup take` as Sam.',
  }),
  breakIt: ({ mishap: { label, how } }) => ({ label, how }),
  declare: () => ({
    label: 'Declare the incident',
    how: 'Send `/incident declare` and say what you see.',
    actAs: onCall.id,
  }),
  prepare: ({ mishap: { told } }) => ({
    label: 'Watch the card fill',
    how: told?.prepare ?? 'Recourse measures, restores a copy and checks it. Production is not touched.',
  }),
  decide: ({ example: { name, decider }, mishap: { told } }) => ({
    label: `Approve as the ${decider.role}`,
    how: told?.decide ?? `Press *Approve rollback*, type \`${name}\`. Robin would be refused: try it.`,
    actAs: decider.id,
  }),
  execute: () => ({
    label: 'Watch the rollback',
    how: 'The headline tells every step; the thread has the details.',
  }),
  close: () => ({
    label: 'Read the story and close',
    how: 'Send `/incident timeline`, then `/incident close`.',
    actAs: onCall.id,
  }),
} as const satisfies Record<string, Words>;

type StepName = keyof typeof steps;
const order = Object.keys(steps) as StepName[];

/** What a headline makes the next thing to do. */
const nextAt: Readonly<Record<HeadlinePhase, StepName | 'nothing'>> = {
  preparing: 'prepare',
  deciding: 'decide',
  executing: 'execute',
  waiting: 'execute',
  'standing-by': 'execute',
  recovered: 'close',
  closed: 'nothing',
};

/** What differs from the usual words of a step, by what the headline says. */
function otherwise({ example }: Shown, phase: HeadlinePhase | undefined): Partial<Told> {
  if (phase === 'waiting')
    return { how: 'A step needs a person: the headline says what happened and has the buttons.' };
  if (phase !== 'standing-by') return {};
  return {
    label: 'It was decided not to roll back',
    how: `${example.title} stays as it is. \`/rollback\` shows the decision and who can change it.`,
  };
}

/** The steps of the story with the one to do now marked; none is when everything is done. */
export function stepsOf(shown: Shown, seen: Seen): PanelStep[] {
  const now = nextStep(seen);
  const position = now === 'nothing' ? order.length : order.indexOf(now);
  return order.map((name, index): PanelStep => {
    const told = steps[name](shown);
    if (index !== position) return { label: told.label, state: index < position ? 'done' : 'later' };
    return { ...told, ...otherwise(shown, seen.incident?.phase), state: 'now' };
  });
}

function nextStep(seen: Seen): StepName | 'nothing' {
  const { release, backup, incident, service } = seen;
  if (release !== 'out') return release === 'none' && backup !== 'taken' ? 'backUp' : 'breakIt';
  if (incident === null) return 'declare';
  // Closed without a rollback: it is still broken, and only another incident can mend it.
  if (incident.phase === 'closed' && service.onBadCommit && !isOver(seen)) return 'declare';
  return nextAt[incident.phase];
}
