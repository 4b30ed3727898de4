import type { DrillRecord } from '../../domain/drill-record.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { nextCalendarEntry, overdueDrills } from '../../policy/drills/due-drills.ts';
import type { DrillLease } from '../../ports/drill-log.ts';
import { type House, serviceNamed } from '../house.ts';
import { keepLooking, type Looking } from '../keep-looking.ts';
import { openPatience } from '../patience.ts';
import { workUnderLease } from '../work-under-lease.ts';
import { conductDrills, type DrillNeeds } from './conduct-drill.ts';
import { type DrillSight, drillPlace, readDrills, writeDrill } from './drill-log.ts';
import { sharePicture } from './share-picture.ts';

export interface DrillKeeperNeeds extends Omit<DrillNeeds, 'progress' | 'house'> {
  readonly house: Pick<House, 'drills' | 'portsOf' | 'people' | 'home' | 'services'>;
  readonly holder: string;
  /** Shows a drill as it stands; `progress` is what is being done right now. Safe to call again. */
  tell(service: ServicePolicy, drill: DrillRecord, sight: DrillSight, progress: string | null): Promise<void>;
  /** Shares the picture of the trend beneath a drill's message, once that is there. */
  sharePicture(service: ServicePolicy, drill: DrillRecord, sight: DrillSight): Promise<'shared' | 'not-yet'>;
  /** Tells, once, that a drill should have ended by now. */
  tellOverdue(service: ServicePolicy, drill: DrillRecord): Promise<void>;
}

/** A minute of the calendar is seen in time, and a click is answered soon. */
const POLL_MS = 5_000;
/** A message is edited no more often than this while a drill runs. */
const PROGRESS_MS = 2_500;
/** After a start the newest drills are shown again, in case the last life could not. */
const SHOWN_AGAIN = 2;

/**
 * Every replica keeps the calendar and holds what is due (B8): the log names each occasion, so one replica writes it, and
 * whichever is free holds it, or takes it over from one that died.
 */
export function startDrillKeeper(needs: DrillKeeperNeeds): Looking {
  const shown = new Map<string, number>();
  const patience = openPatience(needs.clock);
  let atWork: Promise<void> | null = null;

  async function begin(stopping: AbortSignal): Promise<void> {
    const ready = needs.house.services.filter(({ name }) => patience.isOver(name));
    const lease = await needs.house.drills.claim(needs.holder, ready.map(drillPlace));
    if (lease === null) return;
    atWork = holdUnder(needs, lease, stopping)
      .then((wentWell) => patience.note(lease.service, wentWell))
      .finally(() => {
        atWork = null;
        looking.wake();
      });
  }

  const looking = keepLooking({
    everyMs: POLL_MS,
    look: async (stopping) => {
      await lookAround(needs, shown);
      // One at a time in this process: two restores at once would measure each other.
      if (atWork === null) await begin(stopping);
    },
    heard: (error) => needs.heard(error, 'drills'),
  });
  return {
    wake: looking.wake,
    stop: async () => {
      await looking.stop();
      await atWork;
    },
  };
}

/** Holds the drills that a lease is for, also for the terminal, which has no keeper; answers whether it ended without an error. */
export function holdUnder(
  needs: Omit<DrillKeeperNeeds, 'holder' | 'tellOverdue' | 'sharePicture'>,
  lease: DrillLease,
  stopping: AbortSignal,
): Promise<boolean> {
  const service = serviceNamed(needs.house, lease.service);
  const given = { log: needs.house.drills, heard: needs.heard, where: 'a drill' };
  return workUnderLease(given, lease, stopping, async (signal) => {
    if (service === null) return false; // not ours to settle
    return conductDrills({ ...needs, progress: progressOf(needs) }, service, lease, signal);
  });
}

function progressOf(needs: Omit<DrillKeeperNeeds, 'holder' | 'tellOverdue' | 'sharePicture'>): DrillNeeds['progress'] {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (service, { number }, say) => {
    const now = needs.clock.now().getTime();
    if (now - toldAt < PROGRESS_MS) return;
    toldAt = now;
    readDrills(needs.house.drills, service)
      .then((sight) => {
        const drill = sight.history.drills.find((each) => each.number === number);
        return drill?.state === 'running' ? needs.tell(service, drill, sight, say) : undefined;
      })
      .catch((error: unknown) => needs.heard(error, 'progress of a drill'));
  };
}

/** What goes wrong with one service keeps no other from its drills. */
async function lookAround(needs: DrillKeeperNeeds, shown: Map<string, number>): Promise<void> {
  for (const service of needs.house.services) {
    try {
      await keepCalendar(needs.house, service);
      await show(needs, service, shown);
    } catch (error) {
      needs.heard(error, `drills of ${service.name}`);
    }
  }
}

/** Writes all that is due by now, once whoever looks. */
export async function keepCalendar({ drills }: Pick<House, 'drills'>, service: ServicePolicy): Promise<void> {
  for (;;) {
    const written = await writeDrill(drills, service, ({ history, now }) => {
      const entry = nextCalendarEntry(history, service, now);
      if (entry === null) return null;
      const { body, once, work } = entry;
      return { body, by: theBot, guard: { once, ...(work === undefined ? {} : { work }) } };
    });
    if (written !== 'appended') return;
  }
}

async function show(needs: DrillKeeperNeeds, service: ServicePolicy, shown: Map<string, number>): Promise<void> {
  const sight = await readDrills(needs.house.drills, service);
  const { drills, head } = sight.history;
  const before = shown.get(service.name);
  if (before !== head) {
    const news = before === undefined ? drills.slice(-SHOWN_AGAIN) : drills.filter((drill) => drill.head > before);
    for (const drill of news) await needs.tell(service, drill, sight, null);
    shown.set(service.name, head);
  }
  await sharePicture(needs, service, sight);
  for (const drill of overdueDrills(sight.history, service, sight.now)) await needs.tellOverdue(service, drill);
}
