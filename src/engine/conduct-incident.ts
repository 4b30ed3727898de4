import { setTimeout as delay } from 'node:timers/promises';
import type { Draft } from '../domain/entry.ts';
import { RecourseError } from '../domain/errors.ts';
import type { IncidentId, Instant } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import { theBot } from '../domain/person.ts';
import type { StepName } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { granted } from '../domain/verdict.ts';
import type { Lease } from '../ports/entry-store.ts';
import type { ServicePorts } from '../ports/service-ports.ts';
import type { ConductIncident } from './conductor.ts';
import { decideMove } from './decide-move.ts';
import { tagOf } from './given.ts';
import { dropLostHolds } from './held-steps.ts';
import type { Journal } from './journal.ts';
import { type Move, stepOf } from './next-move.ts';
import { runStep, wordsOf } from './run-step.ts';
import { sayItWaits } from './say-it-waits.ts';
import { settleBegun } from './settle-begun.ts';
import type { StepDefinition } from './step.ts';
import { undoStep } from './undo-step.ts';

/** All that a conductor needs to know about the house around it. */
export interface Conducting {
  readonly journal: Journal;
  readonly steps: ReadonlyMap<StepName, StepDefinition>;
  /** The safe steps of the incident's path, in order. */
  preparationOf(incident: Incident): readonly StepName[];
  policyOf(incident: Incident): ServicePolicy;
  portsOf(incident: Incident): ServicePorts;
  /** Another way back that policy takes by itself at this moment (R5, B11), with what goes with it; nearly always none. */
  turn(incident: Incident): readonly Draft[];
  /** Makes the plan that the preparation leads to. */
  propose(incident: Incident): Draft;
  /** Does what the clock asks for (contacts, reminders, lapse) and says when to look next. */
  keepTime(lease: Lease): Promise<Instant | null>;
  heard(error: unknown, where: string): void;
}

/** One lease's worth of an incident: who runs it, under which fence, until when. */
export interface Run extends Conducting {
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

/** The clock is looked at this often while steps run. */
const LOOK_MS = 1_000;

export function conductWith(house: Conducting): ConductIncident {
  return async (lease, signal) => {
    const run: Run = { ...house, lease, signal };
    const done = new AbortController();
    const clock = keepTimeUntil(done.signal, run);
    try {
      await recordTakeover(run);
      const seen = await conduct(run);
      done.abort();
      await clock;
      return { wakeAt: signal.aborted ? null : await house.keepTime(lease), seen };
    } finally {
      done.abort();
      await clock;
    }
  };
}

/** Move after move, each decided from the journal, until there is nothing that the bot may do by itself. */
async function conduct(run: Run): Promise<number> {
  let fenced = false;
  for (;;) {
    const incident = await current(run);
    if (run.signal.aborted) return incident.head.n;
    const turn = run.turn(incident);
    if (turn.length > 0) {
      await write(run, incident, turn);
      continue;
    }
    const move = decideMove(run, incident);
    if (move.kind === 'rest') return incident.head.n;
    try {
      fenced ||= await raiseFence(run, incident, move);
      if (fenced) await makeMove(run, incident, move);
    } catch (error) {
      await sayItWaits(run, incident, move, error).catch(() => undefined);
      throw error;
    }
  }
}

async function makeMove(run: Run, incident: Incident, move: Move): Promise<void> {
  switch (move.kind) {
    case 'run-step':
      // A freeze that died with its process is taken again before anything that rests on it.
      if (await dropLostHolds(run, incident, move.step)) return;
      return runStep(run, incident, move.step);
    case 'undo-step':
      return undoStep(run, incident, move.step);
    case 'settle-begun':
      return settleBegun(run, incident, move.step);
    case 'propose':
      return write(run, incident, [run.propose(incident)]);
    case 'record-recovery':
      return write(run, incident, [{ by: theBot, body: { kind: 'incident-recovered', summary: summaryOf(incident) } }]);
    case 'rest':
      return;
  }
}

/** Writes what the bot decided, under this fence, if no entry has come since; else the move is decided anew. */
async function write(run: Run, judged: Incident, drafts: readonly Draft[]): Promise<void> {
  await run.journal.append(
    run.lease.id,
    (incident) => granted({ drafts: incident.head.n === judged.head.n ? drafts : [] }),
    { fence: run.lease.fence },
  );
}

/**
 * Before anything is touched: what a dead or paused predecessor left at the target is ended. Where the target cannot be
 * reached, the step that needs it has failed and says so. One that was found running may have happened, and keeps its turn.
 */
async function raiseFence(run: Run, incident: Incident, move: Move): Promise<boolean> {
  try {
    await run.portsOf(incident).fencing.raise(tagOf(run.lease), stepsThatRun(incident));
    return true;
  } catch (error) {
    const isOurs = error instanceof RecourseError && error.code !== 'fenced-off';
    if (!isOurs || run.signal.aborted || move.kind !== 'run-step') throw error;
    if (stepOf(incident, move.step).status !== 'pending') throw error;
    const body = { kind: 'step-failed' as const, step: move.step, error: wordsOf(error), findings: [] };
    await write(run, incident, [{ by: theBot, body }]);
    return false;
  }
}

async function recordTakeover(run: Run): Promise<void> {
  const { lease } = run;
  if (lease.takenFrom === null) return;
  const body = { kind: 'conductor-changed' as const, fence: lease.fence, from: lease.takenFrom, to: lease.holder };
  await run.journal.append(
    lease.id,
    (incident) =>
      granted({ drafts: incident.phase === 'closed' || incident.phase === 'recovered' ? [] : [{ by: theBot, body }] }),
    { fence: lease.fence },
  );
}

async function keepTimeUntil(done: AbortSignal, run: Run): Promise<void> {
  while (!done.aborted && !run.signal.aborted) {
    await run.keepTime(run.lease).catch((error) => run.heard(error, `${run.lease.id} clock`));
    await delay(LOOK_MS, undefined, { signal: done }).catch(() => undefined);
  }
}

async function current(run: Run): Promise<Incident> {
  const incident = await run.journal.incident(run.lease.id as IncidentId);
  if (incident === null) throw new Error(`${run.lease.id} has a lease but no journal`);
  return incident;
}

function summaryOf(incident: Incident): string {
  const steps = incident.proposed?.plan.steps ?? [];
  const skipped = steps.filter((step) => stepOf(incident, step).status === 'skipped').length;
  return `${steps.length - skipped} of ${steps.length} steps done${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Their predecessors' programs may be in the middle of something; those of finished steps are not. */
function stepsThatRun(incident: Incident): readonly StepName[] {
  return Object.values(incident.steps).flatMap(({ name, status }) => (status === 'running' ? [name] : []));
}
