import { type BackupId, Instant } from '../../../src/domain/ids.ts';
import { BackupManifest } from '../../../src/domain/manifest.ts';
import type { ArtifactFile } from '../../../src/ports/vault.ts';
import { digestOfFiles } from '../../../src/services/backups/inspect.ts';

const digest = 'c'.repeat(64);

export function manifestOf(
  id: BackupId,
  files: readonly ArtifactFile[],
  snapshotAt = '2026-11-21T11:34:00.000Z',
): BackupManifest {
  const at = Instant.parse(snapshotAt);
  return BackupManifest.parse({
    version: 1,
    id,
    service: 'shop',
    kind: 'manual',
    takenBy: 'U0TEST',
    startedAt: at,
    snapshotAt: at,
    finishedAt: at,
    snapshot: '1:1:',
    lsn: '0/1',
    systemIdentifier: null,
    database: { name: 'shop', oid: 5, owner: 'shop', encoding: 'UTF8', collate: 'C' },
    serverVersion: '15.18',
    clientVersion: '15.18',
    tables: [],
    sequences: [],
    largeObjects: 0,
    extensions: [],
    roles: [],
    schemaHash: digest,
    aclHash: digest,
    settings: [],
    migrationHead: null,
    appCommit: null,
    artifact: {
      files: [...files],
      bytes: 3,
      sha256: digestOfFiles(files),
      format: 'directory',
      encryption: 'none',
      recipients: [],
      keepsOwnersAndRights: true,
    },
  });
}
