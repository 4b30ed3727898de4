import { Fence, type IncidentId } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { RecoveryOptions } from '../../domain/recovery-options.ts';
import { judgeOptions } from '../../plan/options/judge-options.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { type House, serviceOf } from '../house.ts';
import { readReversibility } from './read-reversibility.ts';

/** Durations are taken from so many of the newest incidents. */
const PAST_MOST = 30;
/** People wait for the answer, so production's server may not take for ever to give it, in ms. */
const READING_MS = 20_000;

/** The table of all ways back for the incident at hand (P7). Reads, and changes nothing. */
export async function showOptions(house: House, id: IncidentId): Promise<RecoveryOptions | null> {
  const incident = await house.journal.incident(id);
  if (incident === null) return null;
  const service = serviceOf(house, incident);
  const ports = house.portsOf(service.name);
  // A storage that is away must not keep the rest from being shown.
  const backups = await ports.backups.list().catch(() => []);
  const [reversibility, past, now] = await Promise.all([
    readReversibility(ports, { incident, service, backups }, readingEffort(house, incident)),
    pastIncidents(house, incident),
    house.store.now(),
  ]);
  return judgeOptions({ incident, service, reversibility, backups, past, now: new Date(now) });
}

function readingEffort({ home }: House, { id }: Incident): Effort {
  return {
    tag: { run: `options-${id}`, fence: Fence.parse(0), home },
    signal: AbortSignal.timeout(READING_MS),
    progress: () => undefined,
  };
}

async function pastIncidents({ store, journal }: House, { id, declaration }: Incident): Promise<readonly Incident[]> {
  const lines = await store.list({ liveOnly: false, service: declaration.service, limit: PAST_MOST });
  const ended = lines.filter((line) => line.id !== id && line.environment === declaration.environment);
  const read = await Promise.all(ended.map((line) => journal.incident(line.id)));
  return read.filter((each) => each !== null);
}
