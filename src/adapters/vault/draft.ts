import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupId } from '../../domain/ids.ts';
import type { BackupManifest, StoredBackup } from '../../domain/manifest.ts';
import type { BackupDraft } from '../../ports/vault.ts';
import { measureFolder, privateFile, privateFolder, settleFolder, syncPath, writeDurably } from './durable-files.ts';
import { artifactFolder, makerNote, manifestFile, partialEnding } from './layout.ts';
import { thisMaker } from './maker.ts';
import { onStorage } from './storage-errors.ts';

/** Opens a draft in a folder of its own, so that two runs that take the same backup never write into one another's. */
export async function openDraft(
  shelf: string,
  id: BackupId,
  finished: () => Promise<StoredBackup | null>,
): Promise<BackupDraft> {
  const room = join(shelf, `${id}.${randomBytes(4).toString('hex')}${partialEnding}`);
  const folder = join(room, artifactFolder);
  await onStorage('making room for a backup', room, async () => {
    await mkdir(room, { mode: privateFolder });
    await writeDurably(join(room, makerNote), JSON.stringify(thisMaker()));
    await mkdir(folder, { mode: privateFolder });
  });
  const discard = () => onStorage('removing a draft', room, () => rm(room, { recursive: true, force: true }));
  return {
    folder,
    writeText: (name, text) =>
      onStorage('writing the artefact', folder, () => writeFile(join(folder, name), text, { mode: privateFile })),
    measure: () => onStorage('reading the artefact', folder, () => measureFolder(folder)),
    seal: async (manifest) => {
      await onStorage('finishing a backup', room, () => finish(room, join(shelf, id), manifest));
      const stored = await finished();
      if (stored === null) throw new Error(`${id} was finished and is gone again`);
      await discard(); // only there still when another run was first
      return stored;
    },
    discard,
  };
}

/** Everything is on the disk before the name says that it is finished. */
async function finish(room: string, place: string, manifest: BackupManifest): Promise<void> {
  await settleFolder(join(room, artifactFolder));
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
