import type { Entry } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { FinalLoss, type Postmortem } from '../../domain/postmortem.ts';
import { forensicsOf, outcomeOf } from './forensics.ts';
import { measuresOf } from './measures.ts';
import { lastOf, milestonesOf } from './milestones.ts';
import { silencesIn } from './silences.ts';

/**
 * One incident's whole report as facts, from its journal alone (I2, G12, P10). The same journal always gives the same report.
 * Where the service has gone from the policy, nothing is measured against it.
 */
export function postmortemOf(incident: Incident, service: ServicePolicy | null, entries: readonly Entry[]): Postmortem {
  const { declaration } = incident;
  const milestones = milestonesOf(incident, entries);
  return {
    incident: incident.id,
    service: {
      name: declaration.service,
      title: service?.title ?? declaration.service,
      environment: declaration.environment,
    },
    declaredBy: declaration.declaredBy,
    seen: declaration.seen,
    triggers: declaration.triggers,
    milestones,
    measures: measuresOf(incident, service, entries, milestones),
    path: {
      prepared: incident.proposed?.plan.path ?? incident.choice.path,
      carriedOut: incident.recoveredAt !== null,
      used: lastOf(entries, 'incident-closed')?.body.pathUsed ?? null,
    },
    loss: lossOf(incident, entries),
    decision: decisionOf(entries),
    lapsedAt: lastOf(entries, 'window-lapsed')?.body.closedAt ?? null,
    forensics: forensicsOf(incident, entries),
    closing: closingOf(entries),
    silences: silencesIn(entries),
    followUps: incident.followUps,
    head: { n: incident.head.n, digest: incident.head.digest },
  };
}

/** What was said before the vote, and what was counted on the frozen database: the second is what was really lost. */
function lossOf({ proposed }: Incident, entries: readonly Entry[]): Postmortem['loss'] {
  const final = FinalLoss.safeParse(outcomeOf(entries, 'count-final-loss')).data;
  const { statedLoss = null, downScripts = null, repair = null, correction = null } = proposed?.plan ?? {};
  return {
    ...{ scripts: downScripts, repair, correction },
    stated: statedLoss,
    real: final?.report ?? null,
    exportedTo: final?.exportedTo ?? null,
    exportedRows: final?.exportedRows ?? 0,
  };
}

function decisionOf(entries: readonly Entry[]): Postmortem['decision'] {
  const made = lastOf(entries, 'decision-made');
  if (made === undefined) return null;
  const { vote, votes } = made.body;
  const voted = lastOf(entries, 'plan-proposed', ({ proposed }) => proposed.digest === vote.digest);
  return { vote, votes, at: made.occurredAt, expectedMs: voted?.body.proposed.expectedMs ?? null };
}

function closingOf(entries: readonly Entry[]): Postmortem['closing'] {
  const closed = lastOf(entries, 'incident-closed');
  if (closed === undefined) return null;
  const { rootCause, wentWell = null, wentBadly = null } = closed.body;
  return { by: closed.by, at: closed.occurredAt, rootCause, wentWell, wentBadly };
}
