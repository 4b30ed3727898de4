import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RecourseError } from '../../../domain/errors.ts';
import { type BackupId, Digest } from '../../../domain/ids.ts';
import type { BackupManifest } from '../../../domain/manifest.ts';
import type { ArtifactFile, FetchedArtifact } from '../../../ports/vault.ts';
import { privateFile, privateFolder } from '../durable-files.ts';
import { openRoom } from '../room.ts';
import { onStorage } from '../storage-errors.ts';
import type { Bucket } from './s3-bucket.ts';
import { onBucket } from './s3-errors.ts';

/** Reads the bytes of every object below an artefact's folder, one after the other; nothing is kept. */
export async function measureArtifact(bucket: Bucket, folder: string): Promise<ArtifactFile[]> {
  const measured: ArtifactFile[] = [];
  for (const key of [...(await bucket.keys(folder))].sort()) {
    const body = await bucket.read(key);
    if (body === null) continue; // removed at this moment: a file less than the manifest lists
    const gauge = openGauge();
    await onBucket('reading', { bucket: bucket.name, key }, async () => {
      for await (const chunk of body) gauge.add(chunk);
    });
    measured.push(gauge.measured(key.slice(folder.length)));
  }
  return measured;
}

/**
 * Brings an artefact here and holds it to its manifest while it comes: between inspection and the tool that opens it,
 * nobody can exchange a byte.
 *
 * @throws RecourseError `backup-damaged` when a file is not what the manifest lists
 */
export async function fetchArtifact(
  bucket: Bucket,
  given: { readonly staging: string; readonly folder: string; readonly manifest: BackupManifest },
): Promise<FetchedArtifact> {
  const { manifest, staging } = given;
  const room = await openRoom(staging, manifest.id);
  try {
    for (const file of manifest.artifact.files) {
      const path = placeOf(room.folder, file.name, manifest.id);
      const came = await bringFile(bucket, `${given.folder}${file.name}`, { path, name: file.name });
      if (came?.sha256 !== file.sha256 || came.bytes !== file.bytes) throw changedOnItsWay(manifest.id, file.name);
    }
  } catch (error) {
    await room.clear();
    throw error;
  }
  return { folder: room.folder, workFolder: room.path, release: room.clear };
}

async function bringFile(
  bucket: Bucket,
  key: string,
  { path, name }: { readonly path: string; readonly name: string },
): Promise<ArtifactFile | null> {
  const body = await bucket.read(key);
  if (body === null) return null;
  const gauge = openGauge();
  await onStorage('bringing a backup here', path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: privateFolder });
    await pipeline(passing(body, gauge.add), createWriteStream(path, { mode: privateFile }));
  });
  return gauge.measured(name);
}

async function* passing(body: AsyncIterable<Uint8Array>, look: (chunk: Uint8Array) => Uint8Array) {
  for await (const chunk of body) yield look(chunk);
}

/** A manifest that nobody signed may name any file: none outside the artefact's folder is written. */
function placeOf(folder: string, name: string, id: BackupId): string {
  const path = resolve(folder, name);
  if (path.startsWith(`${folder}${sep}`) && path === join(folder, name)) return path;
  throw new RecourseError(`The manifest of ${id} names a file outside its artefact.`, {
    code: 'backup-damaged',
    hint: 'Do not restore from this backup. Find out who wrote this manifest.',
    facts: { backup: id },
  });
}

function changedOnItsWay(id: BackupId, file: string): RecourseError {
  return new RecourseError(`${file} of backup ${id} is not what its manifest lists, and was not opened.`, {
    code: 'backup-damaged',
    hint: 'Try again; if it stays so, choose another backup and look at the bucket.',
    facts: { backup: id, file },
  });
}

/** Size and SHA-256 of what passes. */
function openGauge() {
  const hash = createHash('sha256');
  let bytes = 0;
  const add = (chunk: Uint8Array) => {
    hash.update(chunk);
    bytes += chunk.length;
    return chunk;
  };
  return {
    add,
    measured: (name: string): ArtifactFile => ({ name, bytes, sha256: Digest.parse(hash.digest('hex')) }),
  };
}
