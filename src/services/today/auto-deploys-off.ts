import { Fence, type IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { TodayHouse } from './read-today.ts';

export interface AutoDeployOff {
  readonly incident: IncidentId;
  readonly target: string;
}

/** Incidents that are looked at: what was left off longer ago has become how the team deploys. */
const LOOKED_AT = 20;
/** A provider that does not say is not waited for longer than this, in ms. */
const ANSWER_MS = 5_000;

/**
 * What deployed new commits by itself until an incident switched it off, and does not today. What somebody chose to leave
 * off is asked of the provider again: it may have been switched on by hand since.
 */
export async function autoDeploysOff(house: TodayHouse, service: ServicePolicy): Promise<readonly AutoDeployOff[]> {
  const lines = await house.store.list({ liveOnly: false, service: service.name, limit: LOOKED_AT });
  const incidents = await Promise.all(lines.map(({ id }) => house.journal.incident(id)));
  const found = await Promise.all(
    incidents.flatMap((incident) => (incident === null ? [] : [ofIncident(house, incident)])),
  );
  const off = found.flat();
  return off.filter(({ target }, index) => off.findIndex((each) => each.target === target) === index);
}

async function ofIncident(house: TodayHouse, incident: Incident): Promise<readonly AutoDeployOff[]> {
  const { id } = incident;
  const held = Object.keys(incident.autoDeploys).map((target) => ({ incident: id, target }));
  // Nothing is switched off before a decision, and nothing left off before the close: other journals need not be read.
  if (incident.closedAt === null || incident.decision === null) return held;
  const entries = await house.journal.entries(id);
  const left = entries.flatMap(({ body }) =>
    body.kind === 'auto-deploy-settled' && body.how === 'left-off' ? [{ incident: id, target: body.target }] : [],
  );
  const still = await Promise.all(
    left.map(async (each) => ((await isOnAgain(house, incident, each.target)) ? [] : [each])),
  );
  return [...held, ...still.flat()];
}

/** False where nobody can tell: better named once too often. */
async function isOnAgain(house: TodayHouse, { id, declaration }: Incident, target: string): Promise<boolean> {
  const provider = house.portsOf(declaration.service).deploys.find(({ name }) => name === target);
  const effort = {
    tag: { run: id, fence: Fence.parse(0) },
    signal: AbortSignal.timeout(ANSWER_MS),
    progress: () => undefined,
  };
  const now = await provider?.autoDeploy?.read(effort).catch(() => null);
  return now?.on === true;
}
