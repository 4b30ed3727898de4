import type { StepState } from '../domain/incident.ts';
import type { Refusal } from '../domain/verdict.ts';
import { closedBarrier, decidedBarrier, notReadyBarrier } from './ballot-barriers.ts';
import { lateForbidden, pathForbidden } from './ballot-form.ts';
import type { Barrier } from './capabilities.ts';
import { windowOf } from './window.ts';
import { clock } from './words.ts';

/** What stands in an action's way whoever asks, each with its words. */
export const closed: Barrier = ({ incident, service, now }) => closedBarrier(incident, service, now);

export const decided: Barrier = ({ incident, service, now }) => decidedBarrier(incident, service, now);

export const noPlan: Barrier = ({ incident }) => notReadyBarrier(incident);

export const pathBarred: Barrier = ({ incident, service }) => {
  const path = incident.proposed?.plan.path;
  return path === undefined ? null : pathForbidden(path, service);
};

export const forbiddenWhenLate: Barrier = ({ incident, service, now }) => {
  const window = windowOf(incident, service, now);
  if (window.standing !== 'lapsed' || service.window.late_decision !== 'forbidden') return null;
  return lateForbidden(service, window, now);
};

export const nothingToObjectTo: Barrier = ({ incident }) => {
  if (incident.phase === 'deciding' || incident.phase === 'executing') return null;
  return {
    code: 'wrong-phase',
    say: `There is nothing of ${incident.id} that an objection could stop: ${phaseWords[incident.phase]}.`,
    hint: 'Write what you think into the timeline with `/incident note`.',
  };
};

export const nothingToWithdraw: Barrier = ({ incident }) => {
  const votes = incident.decision === null ? incident.votes.length : 0;
  if (votes + incident.objections.length > 0 || incident.coolingUntil !== null) return null;
  if (incident.decision !== null) {
    return {
      code: 'already-decided',
      say: 'The vote has been decided; a decision is not withdrawn.',
      hint: 'While steps have not begun, the team lead or the CTO can object, and a role holder can stop the recovery.',
    };
  }
  return {
    code: 'wrong-phase',
    say: `Nobody has voted on the current plan of ${incident.id} or objected to it, so there is nothing to withdraw.`,
    hint: 'A new revision of the plan voids earlier votes by itself.',
  };
};

export const alreadyVotedOn: Barrier = ({ incident, service, now }) => {
  if (incident.firstVoteAt === null) return null;
  return {
    code: 'wrong-phase',
    say: `The first vote was cast at ${clock(incident.firstVoteAt, service.time_zone, now)}; since then the time of identification stands.`,
    hint: 'Write the correction into the timeline with `/incident note`.',
  };
};

/** A window that has closed is not opened again by moving its beginning (S9). */
export const lapsedAlready: Barrier = ({ incident, service, now }) => {
  const { closesAt, standing } = windowOf(incident, service, now);
  if (standing !== 'lapsed') return null;
  return {
    code: 'window-lapsed',
    say: `The decision window closed at ${clock(closesAt, service.time_zone, now)}; it is not opened again by correcting when it began.`,
    hint: 'A late decision is still possible as the card says; write the correction into the timeline with `/incident note`.',
  };
};

export const noStepWaits: Barrier = ({ incident }) => {
  if (Object.values(incident.steps).some(waitsForPerson)) return null;
  return {
    code: 'step-not-waiting',
    say: 'No step waits for a person: none has failed and none is unknown.',
    hint: '`/incident status` shows where each step stands.',
  };
};

export const cannotChooseBackup: Barrier = ({ incident }) => {
  if (incident.phase !== 'executing' && incident.phase !== 'recovered') return null;
  return {
    code: 'wrong-phase',
    say: `The plan of ${incident.id} ${incident.phase === 'executing' ? 'is being carried out' : 'has been carried out'}; its backup cannot be exchanged now.`,
    hint: incident.phase === 'executing' ? 'Stop the recovery first.' : 'Close this incident and declare another.',
  };
};

export const cannotChoosePath: Barrier = ({ incident }) => {
  if (incident.phase !== 'executing') return null;
  return {
    code: 'wrong-phase',
    say: `The plan of ${incident.id} is being carried out; another way back cannot be chosen now.`,
    hint: 'Stop the recovery first, or wait until it has ended.',
  };
};

export const nothingToAbandon: Barrier = ({ incident }) => {
  if (incident.phase === 'executing') return null;
  return {
    code: 'wrong-phase',
    say: `There is no recovery of ${incident.id} to stop: ${phaseWords[incident.phase]}.`,
    hint: '`/incident status` shows where it stands.',
  };
};

/** From the promotion on the restored data is being written to: what is left is to go on, never to stop half way. */
export const promotedAlready: Barrier = ({ incident }) => {
  const promoted = incident.steps['promote-copy'];
  if (incident.phase !== 'executing') return null;
  // Rows that are copied back after a promotion are taken back without it.
  if (incident.proposed?.plan.path === 'copy-back') return null;
  if (promoted?.status === 'running') return promoting(incident.id);
  if (promoted?.status === 'unknown') return promotedOrNot(incident.id);
  if (promoted?.status !== 'done') return null;
  const kept = keptName(promoted.outcome);
  return {
    code: 'wrong-phase',
    say: `The restored copy is production already, so the recovery of ${incident.id} is not stopped any more. The database that it replaced is kept${kept === null ? '' : ` as \`${kept}\``}.`,
    hint: 'Go on: mend what the waiting step names and try it again, or say that it was done. Whatever the kept database holds can be read from it, and nothing of it is dropped.',
  };
};

/** Between the two renames and their outcome nobody knows which database is production: a stop could leave it half way. */
function promoting(id: string): Refusal {
  return {
    code: 'wrong-phase',
    say: `The restored copy is being promoted at this moment, so the recovery of ${id} cannot be stopped right now.`,
    hint: 'It takes seconds. Look at the card again: where the promotion has failed, the recovery can be stopped.',
  };
}

/** Stopping now could leave the restored data in production with the code that cannot read it, and nobody would know. */
function promotedOrNot(id: string): Refusal {
  return {
    code: 'wrong-phase',
    say: `Nobody knows yet whether the restored copy of ${id} is production already, so the recovery cannot be stopped right now.`,
    hint: 'Press "Try again" as soon as the server can be reached: Recourse looks at the names first and repeats nothing that has happened.',
  };
}

/** What an abandoned recovery leaves in production until it is taken back. */
const leavesTraces: ReadonlySet<string> = new Set(['freeze-writes', 'promote-copy']);

/** Nobody takes a freeze back once its plan has gone or its incident is closed, so both wait for that. */
export const notTakenBack: Barrier = ({ incident }) => {
  if (incident.phase !== 'standing-by') return null;
  const left = planSteps(incident).find((step) => leavesTraces.has(step.name) && isLeft(step));
  if (left === undefined) return null;
  return {
    code: 'incident-live',
    say: `The recovery of ${incident.id} was stopped, and "${left.name}" has not been taken back yet: until then production may be frozen.`,
    hint: 'Wait until the thread says that it was taken back, then try again. Where that step waits for a person, settle it first.',
  };
};

/** A promotion that cannot be taken back stays as it is: that must not keep people from another plan. */
function isLeft({ name, attempts, status }: StepState): boolean {
  if (attempts === 0 || status === 'undone' || status === 'skipped') return false;
  return status !== 'unknown' || name === 'freeze-writes';
}

function keptName(outcome: unknown): string | null {
  if (typeof outcome !== 'object' || outcome === null || !('keptName' in outcome)) return null;
  return typeof outcome.keptName === 'string' ? outcome.keptName : null;
}

export const cannotClose: Barrier = ({ incident }) => {
  if (incident.phase === 'executing') {
    return {
      code: 'incident-live',
      say: `${incident.id} is being carried out right now; closing it would leave the database half way.`,
      hint: 'Wait until it has recovered, or stop the recovery first.',
    };
  }
  const unsettled = planSteps(incident).find((step) => step.status === 'running' || step.status === 'unknown');
  if (incident.phase !== 'standing-by' || unsettled === undefined) return null;
  return {
    code: 'incident-live',
    say: `Nobody knows yet whether "${unsettled.name}" took effect, so ${incident.id} cannot be closed.`,
    hint: 'Settle that step first: mark it as done, or have it taken back.',
  };
};

const phaseWords = {
  preparing: 'there is no plan yet',
  deciding: 'nothing has been approved',
  executing: 'it is being carried out',
  'standing-by': 'nothing is being carried out',
  recovered: 'everything has been carried out',
  closed: 'it is closed',
} as const;

/** A step that stopped and goes on only when somebody says how. */
export function waitsForPerson(step: StepState): boolean {
  return step.status === 'failed' || step.status === 'unknown';
}

function planSteps(incident: Parameters<Barrier>[0]['incident']): readonly StepState[] {
  return (incident.proposed?.plan.steps ?? []).flatMap((name) => incident.steps[name] ?? []);
}
