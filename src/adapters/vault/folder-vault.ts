import { chmod, mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { RecourseError } from '../../domain/errors.ts';
import { BackupId, type ServiceName } from '../../domain/ids.ts';
import { BackupManifest, BackupProof, type StoredBackup } from '../../domain/manifest.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Vault } from '../../ports/vault.ts';
import { openDraft } from './draft.ts';
import { measureFolder, privateFolder, writeDurably } from './durable-files.ts';
import { artifactFolder, deletingEnding, makerNote, manifestFile, partialEnding, proofFile } from './layout.ts';
import { mayBeAlive } from './maker.ts';
import { isMissing, onStorage } from './storage-errors.ts';

export interface FolderVaultWishes {
  /** Absolute, or relative to the working folder. Made with mode 0700 where it is missing. */
  readonly path: string;
  readonly service: ServiceName;
  /** Folders that must not hold backups: the checkouts of Recourse and of the service (B4). */
  readonly keepOutOf: readonly string[];
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
    fetch: async (id) => ({
      folder: join(place(id), artifactFolder),
      workFolder: shelf,
      release: async () => undefined,
    }),
    recordProof: (id, proof) =>
      onStorage('recording a proof', place(id), () =>
        writeDurably(join(place(id), proofFile), `${JSON.stringify(BackupProof.parse(proof), null, 2)}\n`),
      ),
    remove: (id) => onStorage('removing a backup', place(id), () => removeBackup(place(id))),
    sweep: () =>
      onStorage('sweeping drafts', shelf, async () => [
        ...(await sweepRemovals(shelf)),
        ...(await sweepDrafts(shelf, wishes.clock)),
      ]),
  };
}

async function openShelf({ path, service, keepOutOf }: FolderVaultWishes): Promise<string> {
  const wished = resolve(path);
  refuseInside(wished, keepOutOf); // before anything is made there
  return onStorage('opening the storage', wished, async () => {
    await mkdir(join(wished, service), { recursive: true, mode: privateFolder });
    const shelf = await realpath(join(wished, service));
    refuseInside(shelf, await Promise.all(keepOutOf.map((folder) => realpath(folder).catch(() => resolve(folder)))));
    await chmod(shelf, privateFolder);
    return shelf;
  });
}

function refuseInside(path: string, keepOutOf: readonly string[]): void {
  const around = keepOutOf.find((folder) => isInside(path, resolve(folder)));
  if (around === undefined) return;
  throw new RecourseError(`Backups may not be kept in ${path}: that is inside the checkout ${around}.`, {
    code: 'bad-configuration',
    hint: 'Let `backups.storage.path` name a folder outside it, best on another disk: what removes the checkout must not remove the backups.',
    facts: { path, checkout: around },
  });
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || way.startsWith(sep));
}

async function listBackups(
  shelf: string,
  read: (id: BackupId) => Promise<StoredBackup | null>,
): Promise<StoredBackup[]> {
  const names = (await readdir(shelf)).map((name) => BackupId.safeParse(name)).filter((name) => name.success);
  const found = await Promise.all(names.map(({ data }) => read(data).catch(passOverDamaged)));
  return found
    .filter((stored) => stored !== null)
    .sort((left, right) => (left.manifest.snapshotAt < right.manifest.snapshotAt ? 1 : -1));
}

/** One damaged manifest must not hide the good backups; inspecting that backup says what is wrong with it. */
function passOverDamaged(error: unknown): null {
  if (error instanceof RecourseError && error.code === 'backup-damaged') return null;
  throw error;
}

async function readBackup(place: string): Promise<StoredBackup | null> {
  const manifest = await readJson(join(place, manifestFile), BackupManifest);
  return manifest === null ? null : { manifest, proof: await readJson(join(place, proofFile), BackupProof) };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function readJson<Value>(path: string, shape: { parse(value: unknown): Value }): Promise<Value | null> {
  const text = await readIfThere(path);
  if (text === null) return null;
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new RecourseError(`${path} is damaged: it is not what Recourse wrote there.`, {
      code: 'backup-damaged',
      hint: 'Do not restore from this backup. Choose another one.',
      facts: { path },
      cause,
    });
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

async function sweepDrafts(shelf: string, clock: Clock): Promise<string[]> {
  const swept: string[] = [];
  for (const name of (await readdir(shelf)).filter((entry) => entry.endsWith(partialEnding))) {
    const room = join(shelf, name);
    const changed = await stat(room).catch(() => null);
    if (changed === null) continue; // sealed or swept by another at this moment
    if (await mayBeAlive(join(room, makerNote), clock.now().getTime() - changed.mtimeMs)) continue;
    await rm(room, { recursive: true, force: true });
    swept.push(name.replace(/\.[0-9a-f]+\.partial$/, ''));
  }
  return swept;
}
