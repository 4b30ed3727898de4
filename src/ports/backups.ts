import type { Finding } from '../domain/finding.ts';
import type { BackupId } from '../domain/ids.ts';
import type { BackupKind, BackupPin, BackupProof, StoredBackup } from '../domain/manifest.ts';
import type { Effort } from './run-tag.ts';

/** The backups of one service: taken on an exported snapshot, kept outside the project, provable (B2–B7). */
export interface Backups {
  /** Finished only when the storage holds the artefact and, written last, its manifest. */
  take(
    given: {
      readonly kind: BackupKind;
      readonly takenBy: string;
      readonly appCommit: string | null;
      readonly id?: BackupId;
    },
    effort: Effort,
  ): Promise<StoredBackup>;
  /** Newest snapshot first. Unfinished ones are not backups and are not listed. */
  list(): Promise<readonly StoredBackup[]>;
  read(id: BackupId): Promise<StoredBackup | null>;
  /** Compares every byte with the manifest's digests. No tool may open an artefact before this passed. */
  inspect(id: BackupId): Promise<readonly Finding[]>;
  recordProof(id: BackupId, proof: BackupProof): Promise<void>;
  /** Null takes the pin away. */
  recordPin(id: BackupId, pin: BackupPin | null): Promise<void>;
  /** For retention only. A backup that was removed is gone; harmless where it is gone already. */
  remove(id: BackupId): Promise<void>;
  /** Removes what killed backups of older runs left behind. */
  sweep(): Promise<readonly string[]>;
}
