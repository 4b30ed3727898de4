import { rehearsedMs } from '../../domain/down-scripts.ts';
import type { Draft } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import type { ChoiceOf, OpenPath } from '../../domain/path-choice.ts';
import { theBot } from '../../domain/person.ts';
import type { Plan } from '../../domain/plan.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { PlannedRetry } from '../../domain/switches.ts';
import { stepOf } from '../../engine/next-move.ts';
import { appRollbackPlan } from '../../plan/app-rollback-plan.ts';
import { copyBackPlan } from '../../plan/copy-back-plan.ts';
import { dataFixPlan } from '../../plan/data-fix-plan.ts';
import { downScriptsPlan } from '../../plan/down-scripts-plan.ts';
import type { MeasuredSteps } from '../../plan/expected-duration.ts';
import { forwardFixPlan } from '../../plan/forward-fix-plan.ts';
import { propose } from '../../plan/propose.ts';
import { restorePlan } from '../../plan/restore-plan.ts';
import { switchPlan } from '../../plan/switch-plan.ts';
import { undoRestorePlan } from '../../plan/undo-restore-plan.ts';
import { applyCorrection } from '../../steps/apply-correction.ts';
import { applyRepair } from '../../steps/apply-repair.ts';
import { backUpBeforeScripts } from '../../steps/back-up-before-scripts.ts';
import { captureEvidence } from '../../steps/capture-evidence.ts';
import { chooseCommit } from '../../steps/choose-commit.ts';
import { chooseDownScripts } from '../../steps/choose-down-scripts.ts';
import { copyRowsBack } from '../../steps/copy-rows-back.ts';
import { countFinalLoss } from '../../steps/count-final-loss.ts';
import { countLoss } from '../../steps/count-loss.ts';
import { examineReplaced } from '../../steps/examine-replaced.ts';
import { measureSwitch } from '../../steps/measure-switch.ts';
import { planCopyBack } from '../../steps/plan-copy-back.ts';
import { rehearseCorrection } from '../../steps/rehearse-correction.ts';
import { rehearseDownScripts } from '../../steps/rehearse-down-scripts.ts';
import { rehearseRepair } from '../../steps/rehearse-repair.ts';
import { rehearseRetry } from '../../steps/rehearse-retry.ts';
import { restoreIntoScratch } from '../../steps/restore-into-scratch.ts';
import { retryAffected } from '../../steps/retry-affected.ts';
import { runDownScripts } from '../../steps/run-down-scripts.ts';
import { takeSafetyBackup } from '../../steps/take-safety-backup.ts';
import { validateCopy } from '../../steps/validate-copy.ts';

/** The plan that the preparation measured, ready for the vote. Made from the journal alone. */
export function proposePlan(incident: Incident, service: ServicePolicy): Draft {
  const plan = plans[incident.choice.path](incident, service);
  const { proposed, changes } = propose(incident, service, { plan, measured: measuredIn(incident) });
  return { by: theBot, body: { kind: 'plan-proposed', proposed, changes } };
}

/** What the preparation says of how long the steps will take that change something; a rehearsal also made a copy first. */
function measuredIn(incident: Incident): MeasuredSteps {
  switch (incident.choice.path) {
    case 'restore':
    case 'undo-restore':
      return { [countFinalLoss.name]: tookMs(incident, countLoss.name) };
    case 'copy-back':
      return { [copyRowsBack.name]: tookMs(incident, planCopyBack.name) };
    case 'data-fix':
      return { [applyRepair.name]: ofRehearsal(incident, rehearseRepair).rehearsal.run.durationMs };
    case 'forward-fix':
      return { [applyCorrection.name]: ofRehearsal(incident, rehearseCorrection).correction.run.durationMs };
    case 'down-scripts':
      return {
        [backUpBeforeScripts.name]: tookMs(incident, takeSafetyBackup.name),
        [runDownScripts.name]: rehearsedMs(ofRehearsal(incident, rehearseDownScripts)),
      };
    case 'provider-outage':
      return incident.choice.turn === 'off' ? {} : retryMs(ofRehearsal(incident, rehearseRetry).retry);
    default:
      return {};
  }
}

function retryMs(retry: PlannedRetry | null): MeasuredSteps {
  return retry?.by === 'script' ? { [retryAffected.name]: retry.run.durationMs } : {};
}

interface Rehearsing<Outcome> {
  readonly name: string;
  readonly outcome: { parse(outcome: unknown): Outcome };
}

function ofRehearsal<Outcome>(incident: Incident, step: Rehearsing<Outcome>): Outcome {
  return step.outcome.parse(outcome(incident, step.name));
}

/** What each path makes of its preparation. */
const plans: Readonly<Record<OpenPath, (incident: Incident, service: ServicePolicy) => Plan>> = {
  restore: (incident, service) =>
    restorePlan(service, {
      production: captureEvidence.outcome.parse(outcome(incident, captureEvidence.name)).evidence.database,
      copy: validateCopy.outcome.parse(outcome(incident, validateCopy.name)).copy,
      backup: restoreIntoScratch.outcome.parse(outcome(incident, restoreIntoScratch.name)).source,
      loss: countLoss.outcome.parse(outcome(incident, countLoss.name)).report,
    }),
  'copy-back': (incident, service) => {
    const choice = choiceOn('copy-back', incident);
    const fromBackup = choice.rows.direction === 'from-backup';
    return copyBackPlan(service, {
      choice,
      ...planCopyBack.outcome.parse(outcome(incident, planCopyBack.name)),
      backup: fromBackup ? restoreIntoScratch.outcome.parse(outcome(incident, restoreIntoScratch.name)).source : null,
    });
  },
  'app-rollback': (incident, service) =>
    appRollbackPlan(service, {
      choice: choiceOn('app-rollback', incident),
      production: captureEvidence.outcome.parse(outcome(incident, captureEvidence.name)).evidence.database,
      deploys: chosenDeploys(incident, service),
    }),
  'data-fix': (incident, service) =>
    dataFixPlan(service, {
      choice: choiceOn('data-fix', incident),
      production: captureEvidence.outcome.parse(outcome(incident, captureEvidence.name)).evidence.database,
      repair: ofRehearsal(incident, rehearseRepair).rehearsal,
    }),
  'down-scripts': (incident, service) => {
    const { findings: _, ...chosen } = chooseDownScripts.outcome.parse(outcome(incident, chooseDownScripts.name));
    return downScriptsPlan(service, {
      choice: choiceOn('down-scripts', incident),
      production: captureEvidence.outcome.parse(outcome(incident, captureEvidence.name)).evidence.database,
      chosen,
      rehearsal: ofRehearsal(incident, rehearseDownScripts),
    });
  },
  'forward-fix': (incident, service) =>
    forwardFixPlan(service, {
      choice: choiceOn('forward-fix', incident),
      production: captureEvidence.outcome.parse(outcome(incident, captureEvidence.name)).evidence.database,
      correction: ofRehearsal(incident, rehearseCorrection).correction,
    }),
  'feature-flag': (incident, service) => switched(incident, service, choiceOn('feature-flag', incident)),
  'provider-outage': (incident, service) => switched(incident, service, choiceOn('provider-outage', incident)),
  'undo-restore': (incident, service) =>
    undoRestorePlan(service, {
      choice: choiceOn('undo-restore', incident),
      production: captureEvidence.outcome.parse(outcome(incident, captureEvidence.name)).evidence.database,
      replaced: examineReplaced.outcome.parse(outcome(incident, examineReplaced.name)).copy,
      loss: countLoss.outcome.parse(outcome(incident, countLoss.name)).report,
    }),
};

function switched(
  incident: Incident,
  service: ServicePolicy,
  choice: ChoiceOf<'feature-flag'> | ChoiceOf<'provider-outage'>,
): Plan {
  const { switching } = measureSwitch.outcome.parse(outcome(incident, measureSwitch.name));
  const isRetried = choice.path === 'provider-outage' && choice.turn === 'on';
  return switchPlan(service, {
    choice,
    production: captureEvidence.outcome.parse(outcome(incident, captureEvidence.name)).evidence.database,
    switching: {
      ...switching,
      retry: isRetried ? rehearseRetry.outcome.parse(outcome(incident, rehearseRetry.name)).retry : null,
    },
  });
}

/** A journal of before targets could stay names only the commit: it was for all of them. */
function chosenDeploys(incident: Incident, service: ServicePolicy): Plan['deploys'] {
  const { commit, deploys } = chooseCommit.outcome.parse(outcome(incident, chooseCommit.name));
  return deploys ?? service.deploys.map(({ name }) => ({ target: name, commit }));
}

function choiceOn<Path extends OpenPath>(path: Path, { id, choice }: Incident): ChoiceOf<Path> {
  if (choice.path !== path) throw new Error(`${id} is on the path ${choice.path}, not on ${path}`);
  return choice as ChoiceOf<Path>;
}

function outcome(incident: Incident, step: string): unknown {
  return stepOf(incident, step).outcome;
}

function tookMs(incident: Incident, step: string): number {
  const { beganAt, endedAt } = stepOf(incident, step);
  return beganAt === null || endedAt === null ? 0 : new Date(endedAt).getTime() - new Date(beganAt).getTime();
}
