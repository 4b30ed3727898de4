import type { Finding } from '../src/domain/finding.ts';
import type { Drawn } from './kit/drawn.ts';
import { draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { code, type Phrase, say, saying, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** What is wrong with the people who would have to decide, told on a quiet day instead of in the night. */
export function drawRosterWarning(title: string, findings: readonly Finding[], reader: Reader): Drawn {
  const page: Page = { reader, where: 'recourse check' };
  const phrases: Phrase[] = [
    say`⚠️ ${strong(`The people who would decide on a rollback of ${title} need a look.`)}`,
    ...findings.flatMap((finding) => [
      say`• ${saying(finding.say)}`,
      ...(finding.hint === undefined ? [] : [say`   ${saying(finding.hint)}`]),
    ]),
    say`${strong('Next:')} correct it in recourse.yaml; ${code('/rollback who')} shows who could decide now.`,
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}
