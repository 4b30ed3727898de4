import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, lstat, open, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Digest } from '../../domain/ids.ts';
import type { ArtifactFile } from '../../ports/vault.ts';

/** Nobody but the account that runs Recourse reads a backup (B4). */
export const privateFolder = 0o700;
export const privateFile = 0o600;

const chunkBytes = 512 * 1024;

/** Size and SHA-256 of every file below a folder, streamed, in the order of their names. */
export async function measureFolder(folder: string): Promise<ArtifactFile[]> {
  const measured: ArtifactFile[] = [];
  for (const name of await listFiles(folder)) measured.push(await measureFile(folder, name));
  return measured;
}

/** Names below a folder with `/` between folders, sorted by their code units. What is no plain file is listed as well. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort((left, right) => (left < right ? -1 : 1));
}

async function measureFile(folder: string, name: string): Promise<ArtifactFile> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  let bytes = 0;
  // A link would let the digest be taken of one file and the tool open another.
  if ((await lstat(path)).isFile()) {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  }
  return { name, bytes, sha256: Digest.parse(hash.digest('hex')) };
}

/** Makes all below a folder private and durable: files first, then the folders that name them. */
export async function settleFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    await chmod(path, entry.isDirectory() ? privateFolder : privateFile);
    await syncPath(path);
  }
  await syncPath(folder);
}

/** Forces a file's bytes, or a folder's names, to the disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a small file so that a reader sees the old one or the new one, and a power cut leaves one of them whole. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  const handle = await open(beside, 'w', privateFile);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
  await syncPath(dirname(path));
}
