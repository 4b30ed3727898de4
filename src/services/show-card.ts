import type { CardFacts } from '../domain/card.ts';
import type { IncidentId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { ResolvedRoster } from '../domain/person.ts';
import type { StepName } from '../domain/plan.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { pathOf } from '../plan/paths.ts';
import { type CardSources, cardFacts } from '../policy/card-facts.ts';
import { stepRegistry } from '../steps/registry.ts';
import { type House, serviceOf } from './house.ts';
import { mayBeMarkedDone } from './incidents/settle-step.ts';

/** Everything that the decision card shows, judged at this moment. */
export async function showCard(house: House, id: IncidentId): Promise<CardFacts | null> {
  const incident = await house.journal.incident(id);
  if (incident === null) return null;
  const service = serviceOf(house, incident);
  const [resolved, backup, now] = await Promise.all([
    lookedUpLately(house, service),
    plannedBackup(house, incident),
    house.store.now(),
  ]);
  return cardFacts({ incident, service, resolved, backup, steps: stepsOf(incident), now: new Date(now) });
}

/** What a screen shows decides nothing; whoever presses is looked up anew. */
function lookedUpLately({ people }: House, service: ServicePolicy): Promise<ResolvedRoster> {
  return people.rosterLately?.(service) ?? people.roster(service);
}

/** A storage that is away must not keep the card from being drawn: the plan names its backup anyway. */
async function plannedBackup(house: House, incident: Incident): Promise<StoredBackup | null> {
  const planned = incident.proposed?.plan.backup?.id;
  if (planned === undefined) return null;
  return house
    .portsOf(incident.declaration.service)
    .backups.read(planned)
    .catch(() => null);
}

function stepsOf(incident: Incident): CardSources['steps'] {
  const line = (needsGrant: boolean) => (name: StepName) => ({
    name,
    title: stepRegistry.get(name)?.title ?? name,
    needsGrant,
    mayBeMarkedDone: mayBeMarkedDone(name),
  });
  const { preparation, execution } = pathOf(incident);
  return [...preparation.map(line(false)), ...(incident.proposed?.plan.steps ?? execution).map(line(true))];
}
