import type { Finding } from '../domain/finding.ts';
import type { BackupManifest } from '../domain/manifest.ts';

/** Who vouches for a manifest: whoever can write into the storage cannot make us restore what we did not take (B5). */
export interface ManifestSignatures {
  /** The manifest with our signature; unchanged on a machine that has no signing key. */
  sign(manifest: BackupManifest): BackupManifest;
  /** Null where the policy trusts no key, so that nobody can tell. */
  judge(manifest: BackupManifest): Finding | null;
}
