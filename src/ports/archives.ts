import type { Finding } from '../domain/finding.ts';
import type { BackupManifest } from '../domain/manifest.ts';
import type { Effort } from './run-tag.ts';
import type { FetchedArtifact } from './vault.ts';

/** How an artefact was made; the rest of `BackupManifest.artifact` is measured by the vault. */
export type ArchiveForm = Pick<
  BackupManifest['artifact'],
  'format' | 'encryption' | 'recipients' | 'keepsOwnersAndRights'
>;

/** What the restoring role cannot make, because PostgreSQL leaves it to superusers, members or roles that exist. */
export interface BeyondOurRights {
  readonly extensions: readonly string[];
  readonly eventTriggers: boolean;
  /** Roles of the backup that are there, and that we may not act as: nothing can be given to them. */
  readonly notOurs: readonly string[];
  /** Roles of the backup that are not there any more. */
  readonly missing: readonly string[];
}

/** pg_dump, pg_restore and their kin, as children that end with us. */
export interface Archives {
  /** Of pg_dump, as the manifest names it: `15.18`. */
  readonly clientVersion: string;
  /** Writes what the exported snapshot shows into an empty folder. Nothing there counts until this has returned. */
  dump(
    given: { readonly snapshot: string; readonly tables: number; readonly folder: string },
    effort: Effort,
  ): Promise<ArchiveForm>;
  /**
   * Restores into an empty scratch database and stops at the first error. Returns one sentence for each kind of thing
   * that was left out.
   */
  restore(
    given: {
      readonly from: FetchedArtifact;
      readonly form: ArchiveForm;
      readonly database: string;
      readonly beyond: BeyondOurRights;
      /** Called as soon as the archive is decrypted and can be read. */
      readonly opened?: (() => void) | undefined;
    },
    effort: Effort,
  ): Promise<readonly string[]>;
  /** Reads every page of tables and b-trees with pg_amcheck. */
  checkPages(database: string, effort: Effort): Promise<Finding>;
}
