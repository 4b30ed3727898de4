import type { Incident } from '../domain/incident.ts';
import type { PathChoice } from '../domain/path-choice.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { dataTriggers, readTriggers } from './triggers.ts';

/** Another way back that policy takes by itself, while it is being prepared and before anybody is asked. */
export interface Turn {
  readonly choice: PathChoice;
  readonly why: string;
}

/** Where one of these fails, code alone is no way back. */
const conditions = ['choose-commit', 'check-code-can-return'];

/**
 * R5: the code goes back before the database is touched, where policy prefers that and nothing that was entered says that
 * the data itself is damaged (P8). Where the code cannot go back, the restore is prepared, and the reason is told. Whatever
 * a person has chosen stands.
 */
export function turnByPolicy(incident: Incident, service: ServicePolicy): Turn | null {
  const { phase, pathChosen, choice, steps } = incident;
  if (service.preference !== 'code-first' || phase !== 'preparing') return null;
  if (pathChosen === null) {
    if (incident.lastRevision > 0 || service.deploys.length === 0 || isInData(incident, service)) return null;
    return { choice: { path: 'app-rollback', commit: null }, why: codeFirst };
  }
  if (pathChosen.by.kind === 'person' || choice.path !== 'app-rollback') return null;
  const failed = conditions.map((name) => steps[name]).find((step) => step?.status === 'failed');
  if (failed === undefined) return null;
  const why = failed.error?.say ?? 'its conditions do not hold';
  return { choice: { path: 'restore' }, why: `The code alone cannot go back (R5, P5): ${why}` };
}

const codeFirst =
  'This team rolls the code back before the database (R5), and nothing that was entered says that data is damaged.';

function isInData(incident: Incident, service: ServicePolicy): boolean {
  return readTriggers(incident, service).some(({ side, code }) => side === 'for' && dataTriggers.has(code));
}
