import type { Incident } from '../domain/incident.ts';
import type { Run } from './conduct-incident.ts';
import { type Move, nextMove } from './next-move.ts';

/** The next move in this house, with its preparation and its steps. */
export function decideMove(run: Run, incident: Incident): Move {
  return nextMove(incident, {
    preparation: run.preparationOf(incident),
    isUndoable: (step) => typeof run.steps.get(step)?.undo === 'function',
  });
}
