import type { EntryBody } from '../domain/entry.ts';
import { RecourseError } from '../domain/errors.ts';
import type { IncidentId } from '../domain/ids.ts';

/** The journal says, or was about to say, something that cannot follow from what it said before. */
export class IllegalEntry extends RecourseError {
  constructor(id: IncidentId, standing: string, body: EntryBody, n: number) {
    super(`${id}: "${body.kind}" cannot be entry ${n} while the incident is ${standing}.`, {
      code: 'journal-corrupt',
      hint: `Nothing was done. Run "recourse incident verify ${id}" and look at the entries before ${n}.`,
      facts: { incident: id, standing, kind: body.kind, entry: n },
    });
  }
}
