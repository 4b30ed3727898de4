import { RecourseError } from '../domain/errors.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { Given } from '../engine/step.ts';
import { takeSafetyBackup } from './take-safety-backup.ts';

/** The backup of the current state, on which this incident tries things. @throws RecourseError `backup-missing` */
export async function safetyBackupOf(given: Given): Promise<StoredBackup> {
  const { id } = given.outcomeOf(takeSafetyBackup);
  const stored = id === undefined ? null : await given.ports.backups.read(id);
  if (stored !== null) return stored;
  throw new RecourseError('There is no backup of the current state to try it on.', {
    code: 'backup-missing',
    hint: 'Choose this way again: a new one is taken.',
    facts: { backup: id ?? null },
  });
}
