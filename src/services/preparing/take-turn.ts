import type { Draft } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { replacementOf } from '../../plan/path-offers.ts';
import { turnByPolicy } from '../../policy/code-first.ts';
import { turnToSwitchOn } from '../../policy/switch-on-again.ts';
import { measuredAnew } from './measured-anew.ts';

/** The way back that policy takes by itself, as entries of the journal; none where nothing turns. */
export function takeTurn(incident: Incident, service: ServicePolicy): readonly Draft[] {
  const codeFirst = turnByPolicy(incident, service);
  if (codeFirst !== null) return [chosen(incident, codeFirst)];
  const again = turnToSwitchOn(incident);
  if (again === null) return [];
  const reopened = measuredAnew(incident, again.choice, 'It is measured anew before it is switched on again.');
  return [chosen(incident, again), ...reopened.map((body): Draft => ({ by: theBot, body }))];
}

function chosen(incident: Incident, turn: NonNullable<ReturnType<typeof turnByPolicy>>): Draft {
  return { by: theBot, body: { kind: 'path-chosen', ...turn, replaced: replacementOf(incident) } };
}
