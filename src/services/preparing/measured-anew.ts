import type { EntryBody } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import type { PathChoice } from '../../domain/path-choice.ts';
import { stepOf } from '../../engine/next-move.ts';
import { pathOf } from '../../plan/paths.ts';

/** What the chosen path measures anew is opened again, unless it has not begun. */
export function measuredAnew(incident: Incident, choice: PathChoice, why: string): EntryBody[] {
  return pathOf({ choice })
    .measuredAnew.filter((step) => stepOf(incident, step).status !== 'pending')
    .map((step) => ({ kind: 'step-reopened', step, why }));
}
