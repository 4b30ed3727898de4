import type { StoredBackup } from '../src/domain/manifest.ts';
import { backupPhrases } from './backup-list.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { bytesOf, durationOf } from './words/numbers.ts';
import { code, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

const where = 'recourse backup list';

/** The newest good backup is too old to rely on. */
export function drawStaleBackup(
  title: string,
  { newest, ageMs, freshForMs }: { readonly newest: StoredBackup; readonly ageMs: number; readonly freshForMs: number },
  reader: Reader,
): Drawn {
  return tell(reader, [
    say`🟠 ${strong(`The newest good backup of ${title} is ${durationOf(ageMs)} old.`)} It may be ${durationOf(freshForMs)} at most: a restore would lose all that came after it.`,
    ...backupPhrases(newest),
    say`${strong('Next:')} ${code('/backup take')} takes one now; then look at why the schedule took none.`,
  ]);
}

/** The newest backup is much smaller or larger than those before it. */
export function drawOddSize(
  title: string,
  given: { readonly newest: StoredBackup; readonly medianBytes: number; readonly percent: number },
  reader: Reader,
): Drawn {
  const { newest, medianBytes, percent } = given;
  const change = `${Math.round(Math.abs(percent))} % ${percent < 0 ? 'smaller' : 'larger'}`;
  return tell(reader, [
    say`🟠 ${strong(`The newest backup of ${title} is ${change} than those before it:`)} ${bytesOf(newest.manifest.artifact.bytes)}, ${bytesOf(medianBytes)} in the middle of the last ones.`,
    ...backupPhrases(newest),
    say`${strong('Next:')} ${code('/backup show')} lists its tables. Were rows deleted, or is this another database? Pin an older backup before it is too old: ${code('/backup pin')}.`,
  ]);
}

function tell(reader: Reader, phrases: readonly Phrase[]): Drawn {
  const page: Page = { reader, where };
  return draw(page, phrases, [lines(phrases, page)]);
}
