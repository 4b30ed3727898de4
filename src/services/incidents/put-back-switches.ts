import type { EntryBody } from '../../domain/entry.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { type FormerSwitch, heldSwitches } from '../../domain/switches.ts';
import type { Refusal, Verdict } from '../../domain/verdict.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { settleEach, shortEffort } from './settle-each.ts';

/** Switches on again whatever this incident switched off; what was off before it stays off. */
export async function putBackSwitches(house: House, asking: Asking, id: IncidentId): Promise<Verdict<Incident>> {
  return settleEach<FormerSwitch>(house, { ...asking, once: `${asking.once}:switches` }, id, {
    heldIn: ({ switches }) => Object.fromEntries(heldSwitches(switches).map(({ name, ...former }) => [name, former])),
    putBack: (incident, name, former) => putBack(house, incident, name, former),
    settled: (name) => ({ kind: 'switch-settled', switch: name, how: 'switched-on' }),
  });
}

/** That a person says it stays off. */
export function switchLeftOff(name: string): EntryBody {
  return { kind: 'switch-settled', switch: name, how: 'left-off' };
}

export function switchesStillOff(titles: readonly string[]): Refusal {
  return {
    code: 'switch-off',
    say: `Still switched off: ${titles.join(', ')}. Recourse did that for this incident.`,
    hint: 'Close it again and choose: switch it on, or leave it off. To switch it on with a vote and a retry, choose that way back instead.',
  };
}

async function putBack(
  house: House,
  incident: Incident,
  name: string,
  { title }: FormerSwitch,
): Promise<Refusal | null> {
  const { switches } = house.portsOf(incident.declaration.service);
  const effort = shortEffort(house, incident);
  try {
    if ((await switches.position(name, effort)) === 'on') return null;
    await switches.putBack(name, effort);
    return (await switches.position(name, effort)) === 'on' ? null : notOn(title, 'its command ended well.');
  } catch (error) {
    if (error instanceof RecourseError) return notOn(title, error.message);
    if (effort.signal.aborted) return notOn(title, 'it gave no answer within a minute.');
    throw error;
  }
}

function notOn(title: string, why: string): Refusal {
  return {
    code: 'switch-off',
    say: `${title} could not be switched on again: ${why}`,
    hint: 'Switch it on by hand, then close the incident and choose to leave it as it is.',
  };
}
