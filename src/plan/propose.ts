import { digestOf } from '../domain/canonical.ts';
import type { Incident } from '../domain/incident.ts';
import type { Plan, ProposedPlan } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { describeChanges } from './describe-changes.ts';
import { expectedMs, type MeasuredSteps } from './expected-duration.ts';

/** A plan with its revision, the digest that people vote on, and what changed since the last revision. */
export function propose(
  incident: Incident,
  service: ServicePolicy,
  { plan, measured }: { readonly plan: Plan; readonly measured: MeasuredSteps },
): { proposed: ProposedPlan; changes: string[] } {
  const before = incident.proposed;
  return {
    proposed: {
      revision: (before?.revision ?? incident.lastRevision) + 1,
      digest: digestOf(plan),
      plan,
      expectedMs: expectedMs(plan, service, measured),
    },
    changes: before === null ? [] : describeChanges(before.plan, plan),
  };
}
