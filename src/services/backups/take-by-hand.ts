import type { ServiceName } from '../../domain/ids.ts';
import { Fence } from '../../domain/ids.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import { granted, refused, type Verdict } from '../../domain/verdict.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { type House, serviceNamed } from '../house.ts';
import { unknownService } from './find-backup.ts';

/** Longer than any dump that fits a night; a backup that hangs must not hold its snapshot for ever. */
const BACKUP_MS_MAX = 6 * 3_600_000;

/** A backup that somebody asked for: anybody may, it changes nothing. `person` is a Slack id, or a name from the terminal. */
export async function takeByHand(
  house: Pick<House, 'services' | 'portsOf'>,
  asking: { readonly person: string },
  given: { readonly service: ServiceName; readonly progress: (say: string) => void },
): Promise<Verdict<StoredBackup>> {
  const service = serviceNamed(house, given.service);
  if (service === null) return refused(unknownService(house, given.service));
  const ports = house.portsOf(service.name);
  const effort: Effort = {
    tag: { run: `backup-${service.name}`, fence: Fence.parse(0) },
    signal: AbortSignal.timeout(BACKUP_MS_MAX),
    progress: given.progress,
  };
  const appCommit = (await ports.deploys[0]?.current(effort).catch(() => null)) ?? (await ports.source.currentCommit());
  return granted(await ports.backups.take({ kind: 'manual', takenBy: asking.person, appCommit }, effort));
}
