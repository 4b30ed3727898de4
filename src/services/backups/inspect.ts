import { digestOf } from '../../domain/canonical.ts';
import type { Finding } from '../../domain/finding.ts';
import type { BackupId, Digest, ServiceName } from '../../domain/ids.ts';
import type { BackupManifest } from '../../domain/manifest.ts';
import type { ArtifactFile } from '../../ports/vault.ts';

/** Whose backup was asked for. */
export interface Expected {
  readonly id: BackupId;
  readonly service: ServiceName;
  /** Name of the production database. */
  readonly database: string;
}

/** One digest over names, sizes and digests of all files: what a plan is bound to. */
export function digestOfFiles(files: readonly ArtifactFile[]): Digest {
  const sorted = [...files].sort((left, right) => (left.name < right.name ? -1 : 1));
  return digestOf(sorted.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })));
}

/** Compares what lies in the storage with what its manifest says (B5). Everything that differs is one failed finding. */
export function judgeArtifact(
  manifest: BackupManifest,
  found: readonly ArtifactFile[],
  expected: Expected,
): readonly Finding[] {
  const wrong = [...judgeManifest(manifest, expected), ...judgeFiles(manifest.artifact.files, found)];
  if (wrong.length > 0) return wrong;
  const { files, bytes, sha256 } = manifest.artifact;
  return [
    {
      check: 'artefact',
      result: 'passed',
      say: `${files.length} files, ${bytes.toLocaleString('en')} bytes, equal to their digests (sha256 ${sha256.slice(0, 12)}…)`,
    },
  ];
}

function judgeManifest(manifest: BackupManifest, expected: Expected): Finding[] {
  const differing: readonly (readonly [string, string, string])[] = [
    ['is the manifest of backup', manifest.id, expected.id],
    ['belongs to service', manifest.service, expected.service],
    ['was taken of database', manifest.database.name, expected.database],
    ['has the digest', manifest.artifact.sha256, digestOfFiles(manifest.artifact.files)],
  ];
  return differing
    .filter(([, found, wanted]) => found !== wanted)
    .map(([relation, found, wanted]) => failed('manifest', `it ${relation} ${found}, expected ${wanted}`));
}

function judgeFiles(listed: readonly ArtifactFile[], found: readonly ArtifactFile[]): Finding[] {
  const there = new Map(found.map((file) => [file.name, file]));
  const known = new Set(listed.map(({ name }) => name));
  const extra = found.filter(({ name }) => !known.has(name));
  return [
    ...listed.flatMap((file) => judgeFile(file, there.get(file.name))),
    ...extra.map(({ name, bytes }) => failed(name, `${bytes} bytes that no manifest lists`)),
  ];
}

function judgeFile(listed: ArtifactFile, found: ArtifactFile | undefined): Finding[] {
  if (found === undefined) return [failed(listed.name, `missing; ${listed.bytes} bytes were expected`)];
  if (found.bytes !== listed.bytes) {
    return [failed(listed.name, `${found.bytes} bytes, expected ${listed.bytes} (${found.bytes - listed.bytes})`)];
  }
  if (found.sha256 === listed.sha256) return [];
  const [is, was] = [found.sha256.slice(0, 12), listed.sha256.slice(0, 12)];
  return [failed(listed.name, `its bytes have changed: sha256 ${is}…, expected ${was}…`)];
}

function failed(what: string, say: string): Finding {
  const hint = 'Do not restore from this backup. Choose another one, and look at the storage.';
  return { check: `artefact: ${what}`, result: 'failed', say: `${what}: ${say}`, hint };
}
