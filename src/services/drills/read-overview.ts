import type { AuthorityRecord } from '../../domain/authority-record.ts';
import type { DrillRecord } from '../../domain/drill-record.ts';
import type { Instant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { nextDrillAt, overdueDrills } from '../../policy/drills/due-drills.ts';
import { previousDrill } from '../../policy/drills/previous-drill.ts';
import type { House } from '../house.ts';
import { readDrills } from './drill-log.ts';

/** Where the drills of a service stand. */
export interface DrillOverview {
  /** Oldest first. */
  readonly drills: readonly DrillRecord[];
  readonly newest: DrillRecord | null;
  /** The one before the newest that measured something. */
  readonly previous: DrillRecord | null;
  /** What went with them, oldest first. */
  readonly authority: readonly AuthorityRecord[];
  readonly next: Instant | null;
  /** Those that should have ended by now. */
  readonly late: readonly DrillRecord[];
}

export async function readOverview({ drills }: Pick<House, 'drills'>, service: ServicePolicy): Promise<DrillOverview> {
  const { history, now } = await readDrills(drills, service);
  const newest = history.drills.at(-1) ?? null;
  return {
    drills: history.drills,
    authority: history.authority,
    newest,
    previous: newest === null ? null : previousDrill(history, newest),
    next: nextDrillAt(service, now),
    late: overdueDrills(history, service, now),
  };
}
