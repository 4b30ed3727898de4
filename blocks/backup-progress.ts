import type { StoredBackup } from '../src/domain/manifest.ts';
import { backupPhrases } from './backup-list.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { type Phrase, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse backup list' };

/** A backup that is being taken, and how far it is. */
export function drawBackupUnderWay(title: string, progress: string | null): Drawn {
  return tell([
    say`⏳ ${strong(`Taking a backup of ${title}.`)} Nothing is stopped for it.`,
    ...(progress === null ? [] : [say`${progress}`]),
  ]);
}

/** A backup that was taken. */
export function drawBackupTaken(title: string, backup: StoredBackup): Drawn {
  return tell([say`✅ ${strong(`The backup of ${title} is finished.`)}`, ...backupPhrases(backup)]);
}

function tell(phrases: readonly Phrase[]): Drawn {
  return draw(page, phrases, [lines(phrases, page)]);
}
