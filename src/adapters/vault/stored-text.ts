import { RecourseError } from '../../domain/errors.ts';
import { BackupManifest, BackupPin, BackupProof, type StoredBackup } from '../../domain/manifest.ts';

/** The texts that lie beside an artefact, and where they lie, for the error that names it. */
export interface StoredTexts {
  readonly manifest: string;
  readonly proof: string | null;
  readonly pin: string | null;
  where(part: 'manifest' | 'proof' | 'pin'): string;
}

/** @throws RecourseError `backup-damaged` for a text that is not what Recourse wrote there */
export function readStored({ manifest, proof, pin, where }: StoredTexts): StoredBackup {
  return {
    manifest: parseText(manifest, BackupManifest, where('manifest')),
    proof: proof === null ? null : parseText(proof, BackupProof, where('proof')),
    ...(pin === null ? {} : { pin: parseText(pin, BackupPin, where('pin')) }),
  };
}

/** As it lies in a storage: for people to read as well. */
export function storedText(value: BackupManifest | BackupProof | BackupPin): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function parseText<Value>(text: string, shape: { parse(value: unknown): Value }, path: string): Value {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new RecourseError(`${path} is damaged: it is not what Recourse wrote there.`, {
      code: 'backup-damaged',
      hint: 'Do not restore from this backup. Choose another one.',
      facts: { path },
      cause,
    });
  }
}

/** The readable ones, newest snapshot first: one damaged manifest must not hide the good backups. */
export function inOrder(found: readonly (StoredBackup | null)[]): StoredBackup[] {
  return found
    .filter((stored) => stored !== null)
    .sort((left, right) => (left.manifest.snapshotAt < right.manifest.snapshotAt ? 1 : -1));
}

/** For a list only; inspecting that backup says what is wrong with it. */
export function passOverDamaged(error: unknown): null {
  if (error instanceof RecourseError && error.code === 'backup-damaged') return null;
  throw error;
}
