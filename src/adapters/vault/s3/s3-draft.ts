import { join } from 'node:path';
import { RecourseError } from '../../../domain/errors.ts';
import type { BackupId } from '../../../domain/ids.ts';
import type { StoredBackup } from '../../../domain/manifest.ts';
import type { ArtifactFile, BackupDraft } from '../../../ports/vault.ts';
import { openRoom } from '../room.ts';
import { storedText } from '../stored-text.ts';
import type { Bucket } from './s3-bucket.ts';
import type { S3Layout } from './s3-layout.ts';

export interface Upload {
  readonly bucket: Bucket;
  readonly layout: S3Layout;
  /** Absolute; pg_dump writes here, because only a finished dump may be uploaded. */
  readonly staging: string;
}

/** A backup that is written here first, and is nowhere in the bucket until it is sealed. */
export async function openDraft(
  { bucket, layout, staging }: Upload,
  id: BackupId,
  finished: () => Promise<StoredBackup | null>,
): Promise<BackupDraft> {
  const room = await openRoom(staging, id);
  return {
    folder: room.folder,
    writeText: room.writeText,
    measure: room.measure,
    seal: async (manifest) => {
      const earlier = await finished();
      if (earlier === null) {
        const artifact = layout.artifact(manifest);
        for (const file of manifest.artifact.files) await send(bucket, artifact, room.folder, file);
        // Where another run was first, its manifest stays, and what we sent is that of no backup: a sweep takes it.
        await bucket.writeTextOnce(layout.manifest(id), storedText(manifest));
      }
      const stored = earlier ?? (await finished());
      if (stored === null) throw new Error(`${id} was finished and is gone again`);
      await room.clear();
      return stored;
    },
    discard: room.clear,
  };
}

/** The digest is computed of what goes over the wire: a file that changed since it was measured is no backup. */
async function send(bucket: Bucket, artifact: string, folder: string, file: ArtifactFile): Promise<void> {
  const sent = await bucket.upload(`${artifact}${file.name}`, join(folder, file.name));
  if (sent.sha256 === file.sha256 && sent.bytes === file.bytes) return;
  throw new RecourseError(`${file.name} changed while it was uploaded, so this backup was not finished.`, {
    code: 'storage-failed',
    hint: 'Take the backup again, and look at the disk with `backups.storage.path`.',
    facts: { file: file.name, bytes: sent.bytes, expected: file.bytes },
  });
}
