import type { DrillDraft } from '../../domain/drill.ts';
import type { DrillHistory } from '../../domain/drill-record.ts';
import type { Instant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { foldDrills } from '../../policy/drills/fold-drills.ts';
import type { DrillLog } from '../../ports/drill-log.ts';

/** More often than this in a row, something else than a few replicas at once is wrong. */
const ATTEMPTS = 8;

/** The drills of a service, and the store's clock. */
export interface DrillSight {
  readonly history: DrillHistory;
  readonly now: Instant;
}

/** An entry to write behind what was seen, and under which conditions. */
export interface DrillWish extends DrillDraft {
  readonly guard?: Parameters<DrillLog['append']>[3];
}

export function drillPlace({ name, environment }: ServicePolicy) {
  return { service: name, environment };
}

export async function readDrills(drills: Pick<DrillLog, 'read'>, service: ServicePolicy): Promise<DrillSight> {
  const place = drillPlace(service);
  const { entries, now } = await drills.read(place);
  return { history: foldDrills(place, entries), now };
}

/**
 * Judges what stands in the log and writes behind it as one act; judged anew whenever somebody was faster. `wish` answers
 * null where there is nothing to write any more.
 */
export async function writeDrill(
  drills: Pick<DrillLog, 'read' | 'append'>,
  service: ServicePolicy,
  wish: (sight: DrillSight) => DrillWish | null,
): Promise<'appended' | 'repeated' | 'fenced-off' | 'nothing'> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const sight = await readDrills(drills, service);
    const wanted = wish(sight);
    if (wanted === null) return 'nothing';
    const { body, by, guard = {} } = wanted;
    const kind = await drills.append(drillPlace(service), sight.history.head, { body, by }, guard);
    if (kind !== 'conflict') return kind;
  }
  throw new Error('the log of drills changed faster than it could be written to');
}
