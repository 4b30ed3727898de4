import type { BackupId } from '../../domain/ids.ts';
import type { Catalogue, ObjectDigest } from '../../ports/snapshots.ts';
import type { Vault } from '../../ports/vault.ts';

/**
 * Beside the dump lies the digest of each object of the schema. The manifest's two hashes say that something differs;
 * this file, which the artefact's digest covers, says what.
 */
export const catalogueFile = 'catalogue.json';

/** Null where the backup has none; then only the manifest's hashes can be compared. */
export async function readCatalogue(vault: Pick<Vault, 'readText'>, id: BackupId): Promise<Catalogue | null> {
  const text = await vault.readText(id, catalogueFile);
  return text === null ? null : (JSON.parse(text) as Catalogue);
}

/** What one list has and the other has not, or has otherwise. */
export interface Difference {
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
}

export function compareObjects(before: readonly ObjectDigest[], after: readonly ObjectDigest[]): Difference {
  const was = new Map(before.map(({ object, digest }) => [object, digest]));
  const is = new Map(after.map(({ object, digest }) => [object, digest]));
  return {
    missing: before.map(({ object }) => object).filter((object) => !is.has(object)),
    added: after.map(({ object }) => object).filter((object) => !was.has(object)),
    changed: before
      .filter(({ object, digest }) => is.has(object) && is.get(object) !== digest)
      .map(({ object }) => object),
  };
}
