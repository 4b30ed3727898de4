import type { DrillRecord } from '../../domain/drill-record.ts';
import type { Instant } from '../../domain/ids.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { DrillSight } from './drill-log.ts';
import { writeDrill } from './drill-log.ts';
import type { DrillKeeperNeeds } from './keep-drills.ts';

/** Whoever began to share it and did not end may have died; after so long another tries, in ms. */
const AGAIN_MS = 60_000;
/** A picture is nice to have: Slack is not asked for ever. */
const ATTEMPTS_MAX = 5;

/**
 * Shares the picture of the newest drill. An attempt is written before it is made, so of several replicas one makes it; one
 * whose end nobody saw is looked for in Slack before the next.
 */
export async function sharePicture(
  needs: Pick<DrillKeeperNeeds, 'house' | 'sharePicture' | 'heard'>,
  service: ServicePolicy,
  { history, now }: DrillSight,
): Promise<void> {
  const drill = history.drills.at(-1);
  if (drill === undefined || !isWanted(drill, now)) return;
  const { number } = drill;
  const attempt = drill.picture.attempts + 1;
  const kind = await writeDrill(needs.house.drills, service, (sight) => {
    const still = sight.history.drills.find((each) => each.number === number);
    if (still === undefined || still.picture.attempts >= attempt || still.picture.shared) return null;
    return { body: { kind: 'picture-began', number, attempt }, by: theBot };
  });
  if (kind !== 'appended') return;
  try {
    if ((await needs.sharePicture(service, drill, { history, now })) === 'not-yet') return;
    await writeDrill(needs.house.drills, service, () => ({ body: { kind: 'picture-shared', number }, by: theBot }));
  } catch (error) {
    needs.heard(error, 'the picture of a drill');
  }
}

function isWanted({ report, picture }: DrillRecord, now: Instant): boolean {
  if (report === null || report.result === 'missed' || picture.shared || picture.attempts >= ATTEMPTS_MAX) return false;
  return picture.beganAt === null || Date.parse(now) - Date.parse(picture.beganAt) > AGAIN_MS;
}
