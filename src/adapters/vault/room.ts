import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupId } from '../../domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ArtifactFile } from '../../ports/vault.ts';
import { measureFolder, privateFile, privateFolder, writeDurably } from './durable-files.ts';
import { artifactFolder, makerNote, partialEnding } from './layout.ts';
import { mayBeAlive, thisMaker } from './maker.ts';
import { onStorage } from './storage-errors.ts';

/** A folder of our own on a shelf, with a note of who made it: what a killed process leaves is known as its. */
export interface Room {
  /** Absolute; what a sweep removes. */
  readonly path: string;
  /** Absolute folder within it, for the artefact's files. */
  readonly folder: string;
  writeText(name: string, text: string): Promise<void>;
  measure(): Promise<readonly ArtifactFile[]>;
  /** Leaves nothing behind; harmless where nothing is. */
  clear(): Promise<void>;
}

/** Makes a room that no other run shares, even one that takes the same backup. */
export async function openRoom(shelf: string, id: BackupId): Promise<Room> {
  const path = join(shelf, `${id}.${randomBytes(4).toString('hex')}${partialEnding}`);
  const folder = join(path, artifactFolder);
  await onStorage('making room for a backup', path, async () => {
    await mkdir(path, { mode: privateFolder });
    await writeDurably(join(path, makerNote), JSON.stringify(thisMaker()));
    await mkdir(folder, { mode: privateFolder });
  });
  return {
    path,
    folder,
    writeText: (name, text) =>
      onStorage('writing the artefact', folder, () => writeFile(join(folder, name), text, { mode: privateFile })),
    measure: () => onStorage('reading the artefact', folder, () => measureFolder(folder)),
    clear: () => onStorage('removing a draft', path, () => rm(path, { recursive: true, force: true })),
  };
}

/** Removes the rooms whose makers are dead, never those of living ones; returns whose backups they were. */
export async function sweepRooms(shelf: string, clock: Clock): Promise<string[]> {
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
