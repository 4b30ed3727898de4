import { RecourseError } from '../domain/errors.ts';
import type { Incident } from '../domain/incident.ts';
import type { Plan } from '../domain/plan.ts';

/** The plan that was voted on. @throws RecourseError when a step of a plan runs where there is none */
export function planOf(incident: Incident): Plan {
  if (incident.proposed !== null) return incident.proposed.plan;
  throw new RecourseError(`${incident.id} has no plan.`, {
    code: 'journal-corrupt',
    hint: `Run "recourse incident verify ${incident.id}".`,
    facts: { incident: incident.id },
  });
}
