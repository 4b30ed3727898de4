import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupId } from '../../domain/ids.ts';
import type { BackupManifest, StoredBackup } from '../../domain/manifest.ts';
import type { BackupDraft } from '../../ports/vault.ts';
import { settleFolder, syncPath, writeDurably } from './durable-files.ts';
import { manifestFile } from './layout.ts';
import { openRoom } from './room.ts';
import { onStorage } from './storage-errors.ts';

/** Opens a draft in a folder of its own, so that two runs that take the same backup never write into one another's. */
export async function openDraft(
  shelf: string,
  id: BackupId,
  finished: () => Promise<StoredBackup | null>,
): Promise<BackupDraft> {
  const { path: room, folder, writeText, measure, clear } = await openRoom(shelf, id);
  return {
    folder,
    writeText,
    measure,
    seal: async (manifest) => {
      await onStorage('finishing a backup', room, () => finish({ room, folder }, join(shelf, id), manifest));
      const stored = await finished();
      if (stored === null) throw new Error(`${id} was finished and is gone again`);
      await clear(); // only there still when another run was first
      return stored;
    },
    discard: clear,
  };
}

/** Everything is on the disk before the name says that it is finished. */
async function finish(
  { room, folder }: { room: string; folder: string },
  place: string,
  manifest: BackupManifest,
): Promise<void> {
  await settleFolder(folder);
  await writeDurably(join(room, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
  try {
    await rename(room, place);
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  await syncPath(dirname(place));
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}
