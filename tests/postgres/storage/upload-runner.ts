// Uploads a backup of 400 MB; to be killed in the middle.
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openVault } from '../../../src/adapters/vault/registry.ts';
import { BackupId, Digest, ServiceName } from '../../../src/domain/ids.ts';
import type { S3Storage } from '../../../src/domain/policy-file/backups.ts';
import { manifestOf } from '../../adapters/vault/vault-manifest.ts';

interface Errand {
  readonly storage: S3Storage;
  readonly id: string;
  readonly accessKeyId: string;
  readonly secret: string;
}

const bytes = 400 * 1024 * 1024;
const errand = JSON.parse(process.argv[2] ?? '{}') as Errand;
const vault = await openVault(errand.storage, {
  service: ServiceName.parse('shop'),
  keepOutOf: [],
  clock: { now: () => new Date() },
  secretOf: (variable) => (variable === 'BACKUP_KEY' ? errand.accessKeyId : errand.secret),
});
const id = BackupId.parse(errand.id);
const draft = await vault.begin(id);
await writeFile(join(draft.folder, 'rows'), '');
await truncate(join(draft.folder, 'rows'), bytes);
await draft.seal(manifestOf(id, [{ name: 'rows', bytes, sha256: Digest.parse('a'.repeat(64)) }]));
