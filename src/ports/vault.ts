import type { BackupId } from '../domain/ids.ts';
import type { BackupManifest, BackupPin, BackupProof, StoredBackup } from '../domain/manifest.ts';

/** One file of an artefact as it lies there now; names are relative to the artefact, with `/` between folders. */
export type ArtifactFile = BackupManifest['artifact']['files'][number];

/** Where the backups of one service are kept (B4). A storage is one folder and one line in the registry. */
export interface Vault {
  /** Room for a backup that is being taken. It is no backup, and is not listed, until it was sealed. */
  begin(id: BackupId): Promise<BackupDraft>;
  /** Finished backups whose manifest can be read, newest snapshot first. */
  list(): Promise<readonly StoredBackup[]>;
  /**
   * Null where there is no finished backup of that id.
   *
   * @throws RecourseError `backup-damaged` when there is one whose manifest cannot be read
   */
  read(id: BackupId): Promise<StoredBackup | null>;
  /** Reads every byte of the artefact as it lies there now; an empty list where nothing does. */
  measure(id: BackupId): Promise<readonly ArtifactFile[]>;
  /** One small file of the artefact; null where it is not there. */
  readText(id: BackupId, name: string): Promise<string | null>;
  /**
   * The artefact of exactly this manifest as local files, for the tools that open it.
   *
   * @throws RecourseError `backup-damaged` when what came is not what its manifest says
   */
  fetch(manifest: BackupManifest): Promise<FetchedArtifact>;
  recordProof(id: BackupId, proof: BackupProof): Promise<void>;
  /** Null takes the pin away. */
  recordPin(id: BackupId, pin: BackupPin | null): Promise<void>;
  /**
   * Marks, deletes, forgets: it is no longer listed before its first byte goes. Harmless where it is gone.
   *
   * @throws RecourseError `storage-locked` when the storage holds it under lock; it stays whole, and listed
   */
  remove(id: BackupId): Promise<void>;
  /** Removes drafts whose maker is dead, never those of a living one, and what a removal left; returns their ids. */
  sweep(): Promise<readonly string[]>;
}

/** A backup that is being taken: its maker's until it is sealed or discarded. */
export interface BackupDraft {
  /** Absolute folder for the artefact's files. */
  readonly folder: string;
  writeText(name: string, text: string): Promise<void>;
  measure(): Promise<readonly ArtifactFile[]>;
  /**
   * Makes it a finished backup, durably and at once: the manifest is written last, then one rename. Where another run
   * finished the same id first, that one stays and this one goes.
   */
  seal(manifest: BackupManifest): Promise<StoredBackup>;
  /** Leaves nothing behind; harmless after it was sealed. */
  discard(): Promise<void>;
}

export interface FetchedArtifact {
  /** Absolute folder with the artefact's files. */
  readonly folder: string;
  /** Absolute folder on the same disk for what a tool has to unpack. */
  readonly workFolder: string;
  release(): Promise<void>;
}
