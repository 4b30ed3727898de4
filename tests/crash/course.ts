import type { RunningService } from '../../demo/host/example-service.ts';
import type { OpenPath } from '../../src/domain/path-choice.ts';
import type { StepName } from '../../src/domain/plan.ts';
import { recoveryPaths } from '../../src/plan/paths.ts';
import type { CrashWorld } from './crash-world.ts';
import { areSpent, giveOrders, type Moment, type Orders } from './orders.ts';
import { wakingUp } from './wake.ts';

/** Every point of a road that a single incident can be hit at one after the other. */
export function everyPointOf(path: OpenPath): readonly Moment[] {
  const { execution } = recoveryPaths[path];
  return [
    path === 'restore' ? written('incident-declared') : written('path-chosen'),
    ...preparedFor(path).flatMap(aroundStep),
    written('plan-proposed'),
    written('decision-made'),
    ...execution.flatMap(aroundStep),
    written('incident-recovered'),
    written('incident-closed'),
  ];
}

/** The moments in which what was done is known to nobody but the world: after each effect, before its outcome. */
export function everyOutcomeOf(path: OpenPath): readonly Moment[] {
  return [...preparedFor(path), ...recoveryPaths[path].execution].map((step) => ({ at: 'outcome', step }));
}

/** What was prepared for the restore, which comes first in every incident, serves the other roads where it can. */
function preparedFor(path: OpenPath): readonly StepName[] {
  const { preparation, measuredAnew } = recoveryPaths[path];
  return path === 'restore' ? preparation : preparation.filter((step) => measuredAnew.includes(step));
}

function written(kind: string, step: string | null = null): Moment {
  return { at: 'after', kind, step };
}

function aroundStep(step: string): Moment[] {
  return [
    written('step-began', step),
    ...(step === 'promote-copy' ? [{ at: 'gate' } as const] : []),
    { at: 'outcome', step },
    written('step-done', step),
  ];
}

/** A world in which bots die (or fall asleep) at one moment after the other; `left` are those that nobody came to yet. */
export function followCourse(
  at: CrashWorld<RunningService>,
  moments: readonly Moment[],
  deed: Orders['deed'],
): { readonly at: CrashWorld<RunningService>; left(): readonly Moment[] } {
  const { folder } = at.world;
  let next = 0;
  let waking = wakingUp(at);
  const giveNext = () => {
    const moment = moments[next];
    if (moment === undefined) return;
    waking = wakingUp(at);
    giveOrders(folder, { ...moment, deed });
    next += 1;
  };
  giveNext();
  return {
    at: {
      ...at,
      async keepUp() {
        // Before anybody is started again: who lives must not run past the next moment.
        if (areSpent(folder) && (deed === 'kill' || waking.hasWoken())) giveNext();
        await (deed === 'kill' ? at.keepUp() : waking.keepUp());
      },
    },
    left: () => moments.slice(areSpent(folder) ? next : next - 1),
  };
}
