import { backupPhrases } from '../../../blocks/backup-list.ts';
import { writePlain } from '../../../blocks/words/write-plain.ts';
import type { StoredBackup } from '../../domain/manifest.ts';

/** A backup in two lines, in the words that Slack shows. */
export function describeBackup(backup: StoredBackup, timeZone: string, isReady = false): string {
  const reader = { names: new Map(), timeZone };
  return backupPhrases(backup, isReady)
    .map((phrase) => writePlain(phrase, reader))
    .join('\n  ');
}
