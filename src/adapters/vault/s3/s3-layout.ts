import type { BackupId, ServiceName } from '../../../domain/ids.ts';
import type { BackupManifest } from '../../../domain/manifest.ts';
import { manifestFile, pinFile, proofFile } from '../layout.ts';

/**
 * How a bucket looks:
 *
 *   <prefix>/<service>/<backup id>/artifact-<digest>/…   the dump; its folder is named by its own digest, so that two runs
 *                                                        that take one backup never write into one another's
 *                                  manifest.json         written last, and only where none is: without it there is no backup
 *                                  proof.json            what became of its restores
 *                                  pin.json              why it must stay, and who says so
 *
 * With versioning, the newest version of each counts, and a manifest that was deleted is no manifest.
 */
export interface S3Layout {
  /** Ends with `/`. */
  readonly shelf: string;
  room(id: BackupId): string;
  manifest(id: BackupId): string;
  proof(id: BackupId): string;
  pin(id: BackupId): string;
  /** Ends with `/`. */
  artifact(manifest: BackupManifest): string;
}

const digestLetters = 16;

export function layoutOf(prefix: string, service: ServiceName): S3Layout {
  const trimmed = prefix.replace(/^\/+|\/+$/g, '');
  const shelf = `${trimmed === '' ? '' : `${trimmed}/`}${service}/`;
  const room = (id: BackupId) => `${shelf}${id}/`;
  return {
    shelf,
    room,
    manifest: (id) => `${room(id)}${manifestFile}`,
    proof: (id) => `${room(id)}${proofFile}`,
    pin: (id) => `${room(id)}${pinFile}`,
    artifact: ({ id, artifact }) => `${room(id)}artifact-${artifact.sha256.slice(0, digestLetters)}/`,
  };
}
