import { drawBackupMissed, drawBackupUnfinished, drawBackupUnproved } from '../../blocks/backup-scheduled.ts';
import type { SlackLog } from '../adapters/slack/slack-log.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { wordsOf } from '../engine/run-step.ts';
import type { Outbox } from '../ports/chat.ts';
import { proveWaiting } from '../services/backups/prove-waiting.ts';
import { isOverdue, type Scheduling, takeScheduled } from '../services/backups/take-scheduled.ts';

export interface BackupCalendar {
  readonly scheduling: Scheduling;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly log: SlackLog;
}

/** One occasion of the calendar; what goes wrong is told in the channel, once, whoever was to take it. */
export async function keepOccasion(
  { scheduling, outbox, log }: BackupCalendar,
  service: ServicePolicy,
  kind: 'nightly' | 'weekly',
  due: string,
): Promise<void> {
  const key = `backup/${service.name}/${kind}/${due}`;
  const reader = { names: new Map(), timeZone: service.time_zone };
  const to = { channel: service.channel };
  try {
    const taken = await takeScheduled(scheduling, service, kind, due);
    if (taken === null) return;
    const { backup, retired, undone } = taken;
    log.info(
      { service: service.name, backup: backup.manifest.id, retired: retired.length },
      'a scheduled backup was taken',
    );
    if (backup.proof?.passed === false)
      await outbox.post([{ key, to, ...drawBackupUnproved(service.title, backup, reader) }]);
    if (undone.length === 0) return;
    for (const error of undone) log.error({ service: service.name, error }, 'what follows a scheduled backup failed');
    const drawn = drawBackupUnfinished(service.title, backup, undone.map(wordsOf), reader);
    await outbox.post([{ key: `${key}/undone`, to, ...drawn }]);
  } catch (error) {
    log.error({ service: service.name, error }, 'a scheduled backup was not taken');
    await outbox.post([{ key, to, ...drawBackupMissed(service.title, wordsOf(error), reader) }]);
  }
}

/** A machine that was off at two in the morning makes up for it when it starts. */
export async function catchUp(calendar: BackupCalendar, service: ServicePolicy): Promise<void> {
  const { house } = calendar.scheduling;
  const now = await house.store.now();
  const backups = await house.portsOf(service.name).backups.list();
  if (!isOverdue(backups, service, new Date(now))) return;
  calendar.log.warn({ service: service.name }, 'a scheduled backup was missed; it is taken now');
  await keepOccasion(calendar, service, 'nightly', `caught up ${now.slice(0, 10)}`);
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
