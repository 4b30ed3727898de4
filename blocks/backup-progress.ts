import type { BackupId } from '../src/domain/ids.ts';
import type { StoredBackup } from '../src/domain/manifest.ts';
import { backupPhrases } from './backup-list.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { code, type Phrase, say, strong } from './words/phrase.ts';
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

/** A backup that is being proved. */
export function drawProofUnderWay(title: string, id: BackupId | null, progress: string | null): Drawn {
  return tell([
    say`⏳ ${strong(`Proving ${id ?? 'the newest backup'} of ${title}.`)} It is restored beside production and compared.`,
    ...(progress === null ? [] : [say`${progress}`]),
  ]);
}

/** What a proof found: all of it where it did not pass. */
export function drawBackupProved(title: string, backup: StoredBackup): Drawn {
  const passed = backup.proof?.passed === true;
  const head = passed ? `The backup of ${title} is proved.` : `The backup of ${title} did not pass its proof.`;
  const troubles = (backup.proof?.findings ?? []).filter(({ result }) => result === 'failed' || result === 'warned');
  return tell([
    say`${passed ? '✅' : '❌'} ${strong(head)}`,
    ...backupPhrases(backup),
    ...troubles.map(({ result, say: said }) => say`${result === 'failed' ? '❌' : '⚠️'} ${said}`),
    ...(passed ? [] : [say`${strong('Next:')} do not rely on it; ${code('/backup take')} takes another.`]),
  ]);
}

function tell(phrases: readonly Phrase[]): Drawn {
  return draw(page, phrases, [lines(phrases, page)]);
}
