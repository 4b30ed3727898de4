import type { Incident, StepStatus } from '../domain/incident.ts';
import type { OpenPath, PathChoice, PathOffer, SwitchOffer } from '../domain/path-choice.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { SwitchPolicy } from '../domain/policy-file/switches.ts';
import { heldSwitches, type SwitchKind } from '../domain/switches.ts';

/** Which switches a path is about. */
const kinds: Readonly<Partial<Record<OpenPath, SwitchKind>>> = {
  'feature-flag': 'feature',
  'provider-outage': 'provider',
};

const noneOf: Readonly<Record<SwitchKind, string>> = {
  feature: 'recourse.yaml names no feature of this service that can be switched off (`switches`, of: feature).',
  provider: 'recourse.yaml names no use of a third party that can be switched off (`switches`, of: provider).',
};

/** The offer with the switches that it can be about, the likeliest first. Other paths pass as they are. */
export function withSwitches(offer: PathOffer, incident: Incident, service: ServicePolicy): PathOffer {
  const kind = kinds[offer.path];
  if (kind === undefined || 'whyNot' in offer) return offer;
  const { path } = offer;
  const all = service.switches.filter(({ of }) => of === kind);
  if (all.length === 0) return { path, whyNot: noneOf[kind] };
  const turnable = all
    .map((policy): SwitchOffer => ({ name: policy.name, title: policy.title, turn: turnOf(incident, policy) }))
    .filter(({ turn }) => incident.phase !== 'recovered' || turn === 'on')
    .toSorted((one, other) => Number(other.turn === 'on') - Number(one.turn === 'on'));
  const [first] = turnable;
  if (first === undefined)
    return { path, whyNot: 'This incident has recovered, and none of these switches is off because of it.' };
  return { ...offer, choice: choiceFor(offer.choice, first), switches: turnable };
}

/**
 * What is off because of this incident is switched on again; everything else is switched off. What is on again may have
 * left rows that failed and were not retried yet: then on is the way to those.
 */
function turnOf(incident: Incident, { name, retry }: SwitchPolicy): SwitchOffer['turn'] {
  const { switches, switchedOnAgain, steps, choice, phase } = incident;
  const ours = heldSwitches(switches).some((held) => held.name === name);
  if (!ours) return retry !== undefined && switchedOnAgain.includes(name) ? 'on' : 'off';
  const isThis = 'switch' in choice && choice.switch === name && choice.turn === 'off';
  // What could not be switched off is tried again, not switched on.
  return isThis && phase !== 'recovered' && notDone.has(steps['switch-off']?.status) ? 'off' : 'on';
}

const notDone: ReadonlySet<StepStatus | undefined> = new Set(['failed', 'unknown', 'undone'] as const);

/** The choice with this switch in it. */
export function choiceFor(choice: PathChoice | null, { name, turn }: SwitchOffer): PathChoice | null {
  if (choice === null || !('switch' in choice)) return choice;
  return { ...choice, switch: name, turn };
}

/** The switch that a person named, or the only one; in words, what to say where that is not clear. */
export function namedSwitch(offers: readonly SwitchOffer[], named: string): SwitchOffer | { readonly unclear: string } {
  const wanted = named.trim();
  const [only, ...others] = offers;
  const found = wanted === '' && others.length === 0 ? only : offers.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = offers.map(({ name, title, turn }) => `${name} (${title}, switch it ${turn})`).join(', ');
  return { unclear: wanted === '' ? `It can be: ${names}.` : `"${wanted.slice(0, 40)}" is none of: ${names}.` };
}
