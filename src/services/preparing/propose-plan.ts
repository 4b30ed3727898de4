import type { Draft } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { stepOf } from '../../engine/next-move.ts';
import { proposeRestore } from '../../plan/propose.ts';
import { captureEvidence } from '../../steps/capture-evidence.ts';
import { countLoss } from '../../steps/count-loss.ts';
import { restoreIntoScratch } from '../../steps/restore-into-scratch.ts';
import { validateCopy } from '../../steps/validate-copy.ts';

/** The plan that the preparation measured, ready for the vote. Made from the journal alone. */
export function proposePlan(incident: Incident, service: ServicePolicy): Draft {
  const { evidence } = captureEvidence.outcome.parse(outcome(incident, captureEvidence.name));
  const { source } = restoreIntoScratch.outcome.parse(outcome(incident, restoreIntoScratch.name));
  const { copy } = validateCopy.outcome.parse(outcome(incident, validateCopy.name));
  const { report } = countLoss.outcome.parse(outcome(incident, countLoss.name));
  const { proposed, changes } = proposeRestore(incident, service, {
    production: evidence.database,
    copy,
    backup: source,
    loss: report,
    lossCountMs: tookMs(incident, countLoss.name),
  });
  return { by: theBot, body: { kind: 'plan-proposed', proposed, changes } };
}

function outcome(incident: Incident, step: string): unknown {
  return stepOf(incident, step).outcome;
}

function tookMs(incident: Incident, step: string): number {
  const { beganAt, endedAt } = stepOf(incident, step);
  return beganAt === null || endedAt === null ? 0 : new Date(endedAt).getTime() - new Date(beganAt).getTime();
}
