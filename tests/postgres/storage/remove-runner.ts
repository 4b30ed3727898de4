// Removes a backup; to be killed in the middle.
import { openVault } from '../../../src/adapters/vault/registry.ts';
import { BackupId, ServiceName } from '../../../src/domain/ids.ts';
import type { StoragePolicy } from '../../../src/domain/policy-file/backups.ts';

export interface RemovalErrand {
  readonly storage: StoragePolicy;
  readonly id: string;
  readonly accessKeyId: string;
  readonly secret: string;
}

const errand = JSON.parse(process.argv[2] ?? '{}') as RemovalErrand;
const vault = await openVault(errand.storage, {
  service: ServiceName.parse('shop'),
  keepOutOf: [],
  clock: { now: () => new Date() },
  secretOf: (variable) => (variable === 'BACKUP_KEY' ? errand.accessKeyId : errand.secret),
});
await vault.remove(BackupId.parse(errand.id));
