import { RecourseError } from '../domain/errors.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { Given } from '../engine/step.ts';
import { restoreIntoScratch } from './restore-into-scratch.ts';

/** The backup that the scratch database was restored from. @throws RecourseError `backup-missing` */
export async function storedBackup(given: Given): Promise<StoredBackup> {
  const { backup } = given.outcomeOf(restoreIntoScratch);
  const stored = await given.ports.backups.read(backup);
  if (stored !== null) return stored;
  throw new RecourseError(`Backup ${backup} is no longer in the storage.`, {
    code: 'backup-missing',
    hint: 'Choose another backup, or bring it back and try again.',
    facts: { backup },
  });
}
