import { anyFailed } from '../src/domain/finding.ts';
import type { Instant } from '../src/domain/ids.ts';
import type { StoredBackup } from '../src/domain/manifest.ts';
import { backupPhrases } from './backup-list.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { counted } from './words/numbers.ts';
import { code, instant, type Phrase, say, saying, strong } from './words/phrase.ts';
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

/** A backup that was missed and is there now; `before` it so many were missed for good. */
export function drawBackupMadeUp(
  title: string,
  missed: { readonly kind: string; readonly due: Instant; readonly before: number },
  backup: StoredBackup,
  reader: Reader,
): Drawn {
  const { kind, due, before } = missed;
  return tell(reader, [
    say`🟠 ${strong(`The ${kind} backup of ${title} was missed, and is made up for.`)} It was due ${instant(due)}; nobody was there, or whoever took it ended in the middle.`,
    ...(before > 0
      ? [say`${counted(before, `${kind} backup`)} before it ${before === 1 ? 'is' : 'are'} missing, too.`]
      : []),
    ...backupPhrases(backup),
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
