import { anyFailed } from '../src/domain/finding.ts';
import type { StoredBackup } from '../src/domain/manifest.ts';
import { backupPhrases } from './backup-list.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { code, type Phrase, say, saying, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

const where = 'recourse backup list';

/** A scheduled backup that could not be taken: red in the channel, never silence. */
export function drawBackupMissed(
  title: string,
  words: { readonly say: string; readonly hint: string },
  reader: Reader,
): Drawn {
  return tell(reader, [
    say`🔴 ${strong(`The scheduled backup of ${title} was not taken.`)} ${saying(words.say)}`,
    say`${strong('Next:')} ${saying(words.hint)} ${code('/backup take')} takes one by hand.`,
  ]);
}

/** A backup that was taken and did not pass its proof: it is kept for a look, and never offered. */
export function drawBackupUnproved(title: string, backup: StoredBackup, reader: Reader): Drawn {
  const findings = backup.proof?.findings ?? [];
  const by = backup.manifest.takenBy === 'schedule' ? 'scheduled ' : '';
  return tell(reader, [
    say`🔴 ${strong(`The ${by}backup of ${title} was taken, but its restore failed validation.`)} It will not be offered.`,
    ...findings.filter((finding) => anyFailed([finding])).map((finding) => say`• ${finding.say}`),
    ...backupPhrases(backup),
    say`${strong('Next:')} look at what is named, then ${code('/backup take')}.`,
  ]);
}

/** A backup that was taken, and could not be proved, or not be followed by a prune. */
export function drawBackupUnfinished(
  title: string,
  backup: StoredBackup,
  undone: readonly { readonly say: string; readonly hint: string }[],
  reader: Reader,
): Drawn {
  return tell(reader, [
    say`🟠 ${strong(`The scheduled backup of ${title} was taken, but not all that follows could be done.`)}`,
    ...undone.flatMap((each) => [say`• ${saying(each.say)}`, say`${strong('Next:')} ${saying(each.hint)}`]),
    ...backupPhrases(backup),
    ...(backup.proof === null
      ? [say`Nobody knows yet whether it restores: ${code('/backup verify')} tries again.`]
      : []),
  ]);
}

function tell(reader: Reader, phrases: readonly Phrase[]): Drawn {
  const page: Page = { reader, where };
  return draw(page, phrases, [lines(phrases, page)]);
}
