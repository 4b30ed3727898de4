import { drawOddSize, drawStaleBackup } from '../../blocks/backup-alarm.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import { judgeBackups } from '../plan/backup-alarms.ts';
import type { House } from '../services/house.ts';

/**
 * Tells the channel what somebody should look at before a backup is needed. Once for each backup and trouble, however
 * often it is looked for and however many replicas look: the message's key names both.
 */
export async function raiseBackupAlarms(
  house: Pick<House, 'store' | 'outbox' | 'portsOf'>,
  service: ServicePolicy,
): Promise<void> {
  const { fresh_for: freshForMs, size_change_percent: sizeChangePercent } = service.backups;
  const backups = await house.portsOf(service.name).backups.list();
  const now = new Date(await house.store.now());
  const reader = { names: new Map(), timeZone: service.time_zone };
  for (const alarm of judgeBackups(backups, { freshForMs, sizeChangePercent }, now)) {
    const key = `backup-alarm/${service.name}/${alarm.kind}/${alarm.newest.manifest.id}`;
    const drawn =
      alarm.kind === 'stale'
        ? drawStaleBackup(service.title, { ...alarm, freshForMs }, reader)
        : drawOddSize(service.title, alarm, reader);
    await house.outbox.post([{ key, to: { channel: service.channel }, ...drawn }]);
  }
}
