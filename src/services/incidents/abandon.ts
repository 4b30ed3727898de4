import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, type Verdict } from '../../domain/verdict.ts';
import { act } from '../act.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';

/** Stops a recovery before the copy is promoted: what it began is taken back, and writes resume. */
export function abandon(
  house: House,
  asking: Asking,
  given: { readonly incident: IncidentId; readonly why: string },
): Promise<Verdict<Incident>> {
  return act(house, asking, given.incident, 'abandon', () =>
    granted([
      { kind: 'execution-abandoned', why: given.why.trim() === '' ? 'No reason was given.' : given.why.trim() },
    ]),
  );
}
