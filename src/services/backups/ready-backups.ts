import type { BackupId } from '../../domain/ids.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';

/** For lists, which are shown all the same while production's server is away: nothing is known to be ready then. */
export async function readyBackups({ ready }: Pick<ServicePorts, 'ready'>): Promise<ReadonlySet<BackupId>> {
  const copies = await ready.list().catch(() => []);
  return new Set(copies.map(({ backup }) => backup));
}
