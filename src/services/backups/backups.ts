import { digestOf } from '../../domain/canonical.ts';
import { RecourseError } from '../../domain/errors.ts';
import { anyFailed, type Finding } from '../../domain/finding.ts';
import { BackupId, type ServiceName, toInstant } from '../../domain/ids.ts';
import {
  type BackupKind,
  BackupManifest,
  type LargeObjectContent,
  type StoredBackup,
  type TableFingerprint,
} from '../../domain/manifest.ts';
import type { ArchiveForm, Archives } from '../../ports/archives.ts';
import type { Backups } from '../../ports/backups.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { ManifestSignatures } from '../../ports/signatures.ts';
import type { HeldSnapshot, Snapshots } from '../../ports/snapshots.ts';
import type { BackupDraft, Vault } from '../../ports/vault.ts';
import { catalogueFile } from './catalogue-file.ts';
import { digestOfFiles, judgeArtifact } from './inspect.ts';

export interface BackupParts {
  readonly service: ServiceName;
  /** Name of the production database. */
  readonly database: string;
  readonly snapshots: Snapshots;
  readonly archives: Archives;
  readonly vault: Vault;
  /** Left out, manifests are neither signed nor held to a signature. */
  readonly signatures?: ManifestSignatures;
  readonly clock: Clock;
}

type Wish = Parameters<Backups['take']>[0];

/** The backups of one service (B2–B7): one snapshot, fingerprinted and dumped, sealed only when all of it is there. */
export function createBackups(parts: BackupParts): Backups {
  const { vault } = parts;
  return {
    take: (wish, effort) => takeBackup(parts, wish, effort),
    list: () => vault.list(),
    read: (id) => vault.read(id),
    inspect: (id) => inspectBackup(parts, id),
    recordProof: (id, proof) => vault.recordProof(id, proof),
    recordPin: (id, pin) => vault.recordPin(id, pin),
    remove: (id) => vault.remove(id),
    sweep: () => vault.sweep(),
  };
}

async function takeBackup(parts: BackupParts, wish: Wish, effort: Effort): Promise<StoredBackup> {
  const startedAt = parts.clock.now();
  const id = wish.id ?? newBackupId(wish.kind, startedAt);
  // Asked twice, it is taken once.
  const finished = await parts.vault.read(id);
  if (finished !== null) return finished;
  const draft = await parts.vault.begin(id);
  try {
    const held = await parts.snapshots.open(effort);
    const read = await readAll(parts, held, draft, effort).finally(() => held.close());
    // The snapshot is given back: from here on nobody waits for us.
    effort.progress('Computing the digests of the backup');
    await draft.writeText(catalogueFile, JSON.stringify(held.facts.catalogue));
    const manifest = await writeManifest(parts, { ...wish, id, startedAt, held, read, draft });
    effort.signal.throwIfAborted();
    return await draft.seal(parts.signatures?.sign(manifest) ?? manifest);
  } finally {
    await draft.discard();
  }
}

interface ReadAll {
  readonly form: ArchiveForm;
  readonly tables: readonly TableFingerprint[];
  readonly largeObjects: LargeObjectContent | null;
}

/** The rows are counted and dumped at the same time, because the locks are held while either lasts. */
async function readAll(
  { archives }: BackupParts,
  held: HeldSnapshot,
  { folder }: BackupDraft,
  effort: Effort,
): Promise<ReadAll> {
  const tables = await held.fingerprint(effort);
  const largeObjects = await held.readLargeObjects(effort);
  const form = await archives.dump({ snapshot: held.exported, tables: held.tables, folder }, effort);
  return { form, tables, largeObjects };
}

async function writeManifest(
  { service, archives, clock }: BackupParts,
  given: Omit<Wish, 'id'> & {
    id: BackupId;
    startedAt: Date;
    held: HeldSnapshot;
    read: ReadAll;
    draft: BackupDraft;
  },
): Promise<BackupManifest> {
  const { catalogue, ...facts } = given.held.facts;
  const files = await given.draft.measure();
  return BackupManifest.parse({
    ...facts,
    version: 1,
    id: given.id,
    service,
    kind: given.kind,
    takenBy: given.takenBy,
    startedAt: toInstant(given.startedAt),
    finishedAt: toInstant(clock.now()),
    clientVersion: archives.clientVersion,
    tables: given.read.tables,
    ...(given.read.largeObjects === null ? {} : { largeObjectContent: given.read.largeObjects }),
    schemaHash: digestOf(catalogue.definitions),
    aclHash: digestOf(catalogue.rights),
    appCommit: given.appCommit,
    artifact: {
      ...given.read.form,
      files,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      sha256: digestOfFiles(files),
    },
  });
}

async function inspectBackup(parts: BackupParts, id: BackupId): Promise<readonly Finding[]> {
  const { vault, signatures, service, database } = parts;
  try {
    const stored = await vault.read(id);
    if (stored === null) return [failed(`There is no finished backup ${id} in the storage.`)];
    const signed = signatures?.judge(stored.manifest) ?? null;
    if (signed?.result === 'failed') return [signed];
    const judged = judgeArtifact(stored.manifest, await vault.measure(id), { id, service, database });
    return signed === null || anyFailed(judged) ? judged : [signed, ...judged];
  } catch (error) {
    if (error instanceof RecourseError && error.code === 'backup-damaged') return [failed(error.message)];
    throw error;
  }
}

function failed(say: string): Finding {
  return { check: 'manifest', result: 'failed', say, hint: 'Choose another backup, and look at the storage.' };
}

/** `20261121T113400Z-nightly-4f1c9a02`: sorts by time and says its kind. */
function newBackupId(kind: BackupKind, at: Date): BackupId {
  const stamp = at.toISOString().replace(/[-:]|\.\d+/g, '');
  return BackupId.parse(`${stamp}-${kind}-${crypto.randomUUID().slice(0, 8)}`);
}
