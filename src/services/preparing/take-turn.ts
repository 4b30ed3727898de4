import type { Draft } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { replacementOf } from '../../plan/path-offers.ts';
import { turnByPolicy } from '../../policy/code-first.ts';

/** The way back that policy takes by itself, as an entry of the journal; null where nothing turns. */
export function takeTurn(incident: Incident, service: ServicePolicy): Draft | null {
  const turn = turnByPolicy(incident, service);
  if (turn === null) return null;
  return { by: theBot, body: { kind: 'path-chosen', ...turn, replaced: replacementOf(incident) } };
}
