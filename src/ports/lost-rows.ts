import type { Instant } from '../domain/ids.ts';
import type { Effort } from './run-tag.ts';

/** The rows that one recovery took away, as they were written out beside the backups. They are people's own words. */
export interface LostRowsExport {
  /** The backup that was restored. */
  readonly backup: string;
  /** Whose recovery it was: an incident's id. */
  readonly run: string;
  /** The instant of the count. */
  readonly at: Instant;
  /** Where it lies, as the steps told it. */
  readonly where: string;
}

/** What was exported for one service. */
export interface LostRows {
  list(): Promise<readonly LostRowsExport[]>;
  /** Harmless where it is gone. */
  remove(of: LostRowsExport): Promise<void>;
}

/** Encrypts for those who may read the service's backups. */
export interface FileSeal {
  /** What a sealed file's name ends in: `.age`. */
  readonly ending: string;
  /** Writes all of `source`, encrypted, to a new private file (0600), and returns when it is on the disk. */
  write(source: AsyncIterable<Uint8Array>, path: string, effort: Effort): Promise<void>;
}
