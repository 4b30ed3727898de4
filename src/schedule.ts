import { schedule, type TaskContext } from 'node-cron';
import type { SlackPeople } from './adapters/slack/people.ts';
import type { SlackLog } from './adapters/slack/slack-log.ts';
import { systemClock } from './compose/system-clock.ts';
import type { ServicePolicy } from './domain/policy-file/service.ts';
import { digestRounds } from './plan/digest-rounds.ts';
import type { Repeats } from './ports/entry-store.ts';
import { raiseBackupAlarms } from './schedule/backup-alarms.ts';
import { type BackupCalendar, catchUp, keepOccasion, proveWhatWaits } from './schedule/backup-calendar.ts';
import { retryClosedCopies } from './schedule/closed-copies.ts';
import { tellDigest } from './schedule/digest.ts';
import { hourlyLook, keepReplacedPromises } from './schedule/replaced-calendar.ts';
import { warnOfRoster, weeklyLook } from './schedule/roster-calendar.ts';
import { readyRulesOf } from './services/backups/keep-ready.ts';
import { sweepCopies, tidyTag } from './services/backups/sweep-copies.ts';
import type { House } from './services/house.ts';
import { checkRoster } from './services/rosters/check-rosters.ts';

/** An occasion is named by its local minute, `2026-11-21T02:15`: the hour that a clock change repeats is one occasion. */
const minuteLength = '2026-11-21T02:15'.length;

export interface Scheduled {
  stop(): Promise<void>;
}

/**
 * What happens by the calendar, in each service's own zone: nightly and weekly backups (B2), an hourly look at
 * those that were missed, the databases that were replaced (P6), the copies that are kept, the age and size of backups and
 * those that nobody has proved (B7), a weekly digest for each channel, and a weekly look at the people behind the roles. Every replica keeps the calendar; each occasion happens once.
 */
export function startSchedule(
  house: House,
  given: { readonly people: Pick<SlackPeople, 'names'>; readonly repeats: Repeats; readonly log: SlackLog },
): Scheduled {
  const { people, repeats, log } = given;
  const calendar: BackupCalendar = { scheduling: { house, repeats, clock: systemClock }, outbox: house.outbox, log };
  const heard = (error: unknown) => log.error({ cause: String(error) }, 'something of the calendar did not happen');
  const lookAround = async (service: ServicePolicy) => {
    await keepReplacedPromises(house, { people, log }, service);
    const tag = tidyTag(service.name, systemClock, house.home);
    await sweepCopies(house.portsOf(service.name), service.name, tag, readyRulesOf(house, service));
  };
  const tasks = house.services.flatMap((service) => {
    const { nightly, weekly, time_zone: backupZone } = service.backups;
    const at = (expression: string, timezone: string, work: (due: string) => Promise<void>) =>
      schedule(expression, ({ dateLocalIso }: TaskContext) => work(dateLocalIso.slice(0, minuteLength)).catch(heard), {
        timezone,
        noOverlap: true,
      });
    return [
      at(nightly, backupZone, async (due) => void (await keepOccasion(calendar, service, 'nightly', due))),
      at(weekly, backupZone, async (due) => void (await keepOccasion(calendar, service, 'weekly', due))),
      at(hourlyLook, service.time_zone, () => lookAround(service)),
      at(hourlyLook, service.time_zone, () => raiseBackupAlarms(house, service)),
      at(hourlyLook, service.time_zone, () => catchUp(calendar, service)),
      at(hourlyLook, service.time_zone, () => proveWhatWaits(calendar, service)),
      at(weeklyLook, service.time_zone, async (due) =>
        warnOfRoster(house, people, await checkRoster(house, service), due.slice(0, 10)),
      ),
    ];
  });
  for (const round of digestRounds(house.services)) {
    const tell = () => tellDigest(house, people, round).catch(heard);
    tasks.push(schedule(round.schedule, tell, { timezone: round.timeZone, noOverlap: true }));
    tasks.push(schedule(hourlyLook, tell, { noOverlap: true }));
    void tell();
  }
  const lookBack = () => retryClosedCopies(house, log).catch(heard);
  tasks.push(schedule(hourlyLook, lookBack, { noOverlap: true }));
  void lookBack();
  for (const service of house.services) {
    void catchUp(calendar, service).catch(heard);
    void lookAround(service).catch(heard);
  }
  return { stop: async () => void (await Promise.all(tasks.map((task) => task.destroy()))) };
}
