import {
  drawBackupMadeUp,
  drawBackupMissed,
  drawBackupUnfinished,
  drawBackupUnproved,
} from '../../blocks/backup-scheduled.ts';
import type { SlackLog } from '../adapters/slack/slack-log.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { wordsOf } from '../engine/run-step.ts';
import { missedBackups } from '../plan/missed-backups.ts';
import type { Outbox } from '../ports/chat.ts';
import { proveWaiting } from '../services/backups/prove-waiting.ts';
import { type Scheduling, takeScheduled } from '../services/backups/take-scheduled.ts';

export interface BackupCalendar {
  readonly scheduling: Scheduling;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly log: SlackLog;
}

/**
 * One occasion of the calendar; what goes wrong is told in the channel, once, whoever was to take it. `attempt` tells a
 * later attempt at the occasion from the first one.
 *
 * @returns the backup, or null where there is none or another replica has this occasion
 */
export async function keepOccasion(
  { scheduling, outbox, log }: BackupCalendar,
  service: ServicePolicy,
  kind: 'nightly' | 'weekly',
  due: string,
  attempt = '',
): Promise<StoredBackup | null> {
  const key = `backup/${service.name}/${kind}/${due}`;
  const reader = { names: new Map(), timeZone: service.time_zone };
  const to = { channel: service.channel };
  try {
    const taken = await takeScheduled(scheduling, service, kind, `${due}${attempt}`);
    if (taken === null) return null;
    const { backup, retired, undone } = taken;
    log.info(
      { service: service.name, backup: backup.manifest.id, retired: retired.length },
      'a scheduled backup was taken',
    );
    if (backup.proof?.passed === false)
      await outbox.post([{ key, to, ...drawBackupUnproved(service.title, backup, reader) }]);
    if (undone.length === 0) return backup;
    for (const error of undone) log.error({ service: service.name, error }, 'what follows a scheduled backup failed');
    const drawn = drawBackupUnfinished(service.title, backup, undone.map(wordsOf), reader);
    await outbox.post([{ key: `${key}/undone`, to, ...drawn }]);
    return backup;
  } catch (error) {
    log.error({ service: service.name, error }, 'a scheduled backup was not taken');
    await outbox.post([{ key, to, ...drawBackupMissed(service.title, wordsOf(error), reader) }]);
    return null;
  }
}

/**
 * Makes up for what the calendar missed, because the machine was off or whoever had the occasion died with it, and says
 * so in the channel (B2). What fails is tried again every hour, and told once.
 */
export async function catchUp(calendar: BackupCalendar, service: ServicePolicy): Promise<void> {
  const { scheduling, outbox, log } = calendar;
  const now = await scheduling.house.store.now();
  const backups = await scheduling.house.portsOf(service.name).backups.list();
  const aheadMs = Math.max(0, scheduling.clock.now().getTime() - Date.parse(now));
  for (const missed of missedBackups(backups, service, new Date(now), aheadMs)) {
    const { kind, due } = missed;
    const hour = now.slice(0, '2026-11-21T02'.length);
    const backup = await keepOccasion(calendar, service, kind, due, ` made up ${hour}`);
    // It went wrong, or another replica is at it and goes on with the next.
    if (backup === null) return;
    log.warn({ service: service.name, kind, due }, 'a scheduled backup was missed, and is made up for');
    const drawn = drawBackupMadeUp(service.title, missed, backup, { names: new Map(), timeZone: service.time_zone });
    const key = `backup/${service.name}/${kind}/${due}/made-up`;
    await outbox.post([{ key, to: { channel: service.channel }, ...drawn }]);
  }
}

/** What was taken by hand, or could not be proved when it was taken. A failed proof is told in the channel, once. */
export async function proveWhatWaits(
  { scheduling, outbox, log }: BackupCalendar,
  service: ServicePolicy,
): Promise<void> {
  const backup = await proveWaiting(scheduling, service);
  if (backup === null) return;
  const { id } = backup.manifest;
  const passed = backup.proof?.passed === true;
  log.info({ service: service.name, backup: id, passed }, 'a backup that waited for its proof was tried');
  if (passed) return;
  const reader = { names: new Map(), timeZone: service.time_zone };
  const drawn = drawBackupUnproved(service.title, backup, reader);
  await outbox.post([{ key: `backup/${service.name}/${id}/unproved`, to: { channel: service.channel }, ...drawn }]);
}
