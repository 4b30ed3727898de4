import type { Incident } from '../domain/incident.ts';
import type { OpenPath, PathOffer } from '../domain/path-choice.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { countedOrphans } from '../policy/counted-orphans.ts';
import { noDownScripts, withDownScripts } from './down-scripts-offer.ts';
import { chooseRepairs } from './judge-repair.ts';
import { withSwitches } from './switch-offer.ts';

/** Why the service's own policy, or what was measured by it, leaves no sense in a path; null where nothing speaks against. */
type Barrier = (incident: Incident, service: ServicePolicy) => string | null;

const barriers: Readonly<Partial<Record<OpenPath, Barrier>>> = {
  'data-fix': (incident, service) => {
    const counted = countedOrphans(incident);
    if (counted === null && service.database.repairs.length > 0) return null; // choosing it counts them
    const chosen = chooseRepairs(service, counted ?? []);
    return 'whyNot' in chosen ? chosen.whyNot : null;
  },
  'down-scripts': (_, { migrations }) => (migrations?.down_scripts === undefined ? noDownScripts : null),
  'forward-fix': (_, { migrations }) => {
    if (migrations === undefined) return 'The policy does not say where the migrations lie.';
    return migrations.apply === undefined && migrations.command === undefined
      ? 'The policy names no command that applies migrations (`migrations.apply`).'
      : null;
  },
};

export function pathBarrier(path: OpenPath, incident: Incident, service: ServicePolicy): string | null {
  return barriers[path]?.(incident, service) ?? null;
}

/** An offer of the journal's, judged by policy as well. */
export function judgeOffer(offer: PathOffer, incident: Incident, service: ServicePolicy): PathOffer {
  const whyNot = 'whyNot' in offer ? null : pathBarrier(offer.path, incident, service);
  if (whyNot !== null) return { path: offer.path, whyNot };
  return withSwitches(withDownScripts(offer, incident, service), incident, service);
}
