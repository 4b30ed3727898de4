import { type Instant, toInstant } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { heldSwitches } from '../domain/switches.ts';

/** When people are told again that something is switched off because of this incident; null where nothing is. */
export function nextSwitchReminder(
  { switches, switchRemindedAt }: Pick<Incident, 'switches' | 'switchRemindedAt'>,
  service: ServicePolicy,
): { readonly at: Instant; readonly name: string; readonly since: Instant } | null {
  const [first] = heldSwitches(switches).toSorted((one, other) => (one.since < other.since ? -1 : 1));
  const policy = service.switches.find(({ name }) => name === first?.name);
  if (first === undefined || policy === undefined) return null;
  const from = switchRemindedAt !== null && switchRemindedAt > first.since ? switchRemindedAt : first.since;
  return { at: toInstant(new Date(Date.parse(from) + policy.remind_every)), name: first.name, since: first.since };
}
