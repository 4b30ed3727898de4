import { demoPeople } from '../../slack/preset.ts';
import type { PanelStep } from '../../slack/shapes.ts';
import { type HeadlinePhase, isOver, type Seen } from './seen.ts';

type Told = Omit<PanelStep, 'state'>;

const { onCall, lead } = demoPeople;

const steps = {
  backUp: {
    label: 'Take a backup',
    how: 'Press the button, or send `/backup take` as Sam.',
  },
  breakIt: { label: 'Run the bad migration', how: 'Press the button. The release will report success.' },
  declare: {
    label: 'Declare the incident',
    how: 'Send `/incident declare` and say what you see.',
    actAs: onCall.id,
  },
  prepare: {
    label: 'Watch the card fill',
    how: 'Recourse measures, restores a copy and checks it. Production is not touched.',
  },
  decide: {
    label: 'Approve as the team lead',
    how: 'Press *Approve rollback*, type `promptrefine`. Robin would be refused: try it.',
    actAs: lead.id,
  },
  execute: { label: 'Watch the rollback', how: 'The headline tells every step; the thread has the details.' },
  close: {
    label: 'Read the story and close',
    how: 'Send `/incident timeline`, then `/incident close`.',
    actAs: onCall.id,
  },
} as const satisfies Record<string, Told>;

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
const otherwise: Partial<Record<HeadlinePhase, Partial<Told>>> = {
  waiting: { how: 'A step needs a person: the headline says what happened and has the buttons.' },
  'standing-by': {
    label: 'It was decided not to roll back',
    how: 'PromptRefine stays as it is. `/rollback` shows the decision and who can change it.',
  },
};

/** The steps of the story with the one to do now marked; none is when everything is done. */
export function stepsOf(seen: Seen): PanelStep[] {
  const now = nextStep(seen);
  const position = now === 'nothing' ? order.length : order.indexOf(now);
  const phase = seen.incident?.phase;
  return order.map((name, index): PanelStep => {
    if (index !== position) return { label: steps[name].label, state: index < position ? 'done' : 'later' };
    return { ...steps[name], ...(phase === undefined ? {} : otherwise[phase]), state: 'now' };
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
