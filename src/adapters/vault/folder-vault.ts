import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupId } from '../../domain/ids.ts';
import { BackupPin, BackupProof, type StoredBackup } from '../../domain/manifest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Vault } from '../../ports/vault.ts';
import { openDraft } from './draft.ts';
import { measureFolder, writeDurably } from './durable-files.ts';
import { artifactFolder, deletingEnding, manifestFile, pinFile, proofFile } from './layout.ts';
import { sweepRooms } from './room.ts';
import { openShelf, type ShelfWishes } from './shelf.ts';
import { isMissing, onStorage } from './storage-errors.ts';
import { inOrder, passOverDamaged, readStored, storedText } from './stored-text.ts';

export interface FolderVaultWishes extends ShelfWishes {
  readonly clock: Clock;
}

/**
 * Backups in a folder: what is listed is finished, because a name without `.partial` appears by one rename after all of
 * it is on the disk.
 *
 * @throws RecourseError `bad-configuration` when the folder lies inside a checkout, `storage-failed` when it cannot be used
 */
export async function openFolderVault(wishes: FolderVaultWishes): Promise<Vault> {
  const shelf = await openShelf(wishes);
  const place = (id: BackupId) => join(shelf, id);
  const read = (id: BackupId) => onStorage('reading a manifest', place(id), () => readBackup(place(id)));
  return {
    begin: (id) => openDraft(shelf, id, () => read(id)),
    read,
    list: () => onStorage('listing backups', shelf, () => listBackups(shelf, read)),
    measure: (id) =>
      onStorage('reading the artefact', place(id), async () => {
        try {
          return await measureFolder(join(place(id), artifactFolder));
        } catch (error) {
          if (isMissing(error)) return [];
          throw error;
        }
      }),
    readText: (id, name) =>
      onStorage('reading the artefact', place(id), () => readIfThere(join(place(id), artifactFolder, name))),
    fetch: async ({ id }) => ({
      folder: join(place(id), artifactFolder),
      workFolder: shelf,
      release: async () => undefined,
    }),
    recordProof: (id, proof) =>
      onStorage('recording a proof', place(id), () =>
        writeDurably(join(place(id), proofFile), storedText(BackupProof.parse(proof))),
      ),
    recordPin: (id, pin) =>
      onStorage('recording a pin', place(id), () =>
        pin === null
          ? rm(join(place(id), pinFile), { force: true })
          : writeDurably(join(place(id), pinFile), storedText(BackupPin.parse(pin))),
      ),
    remove: (id) => onStorage('removing a backup', place(id), () => removeBackup(place(id))),
    sweep: () =>
      onStorage('sweeping drafts', shelf, async () => [
        ...(await sweepRemovals(shelf)),
        ...(await sweepRooms(shelf, wishes.clock)),
      ]),
  };
}

async function listBackups(
  shelf: string,
  read: (id: BackupId) => Promise<StoredBackup | null>,
): Promise<StoredBackup[]> {
  const names = (await readdir(shelf)).map((name) => BackupId.safeParse(name)).filter((name) => name.success);
  const found = await Promise.all(names.map(({ data }) => read(data).catch(passOverDamaged)));
  return inOrder(found);
}

async function readBackup(place: string): Promise<StoredBackup | null> {
  const textOf = (name: string) => readIfThere(join(place, name));
  const manifest = await textOf(manifestFile);
  if (manifest === null) return null;
  const [proof, pin] = [await textOf(proofFile), await textOf(pinFile)];
  return readStored({ manifest, proof, pin, where: (part) => join(place, `${part}.json`) });
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** One rename takes it off the list; what is deleted afterwards is no backup any more, and a sweep finishes it. */
async function removeBackup(place: string): Promise<void> {
  const leaving = `${place}${deletingEnding}`;
  try {
    await rename(place, leaving);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  await rm(leaving, { recursive: true, force: true });
}

async function sweepRemovals(shelf: string): Promise<string[]> {
  const leaving = (await readdir(shelf)).filter((name) => name.endsWith(deletingEnding));
  for (const name of leaving) await rm(join(shelf, name), { recursive: true, force: true });
  return leaving.map((name) => name.slice(0, -deletingEnding.length));
}
