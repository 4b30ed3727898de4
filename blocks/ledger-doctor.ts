import type { Finding } from '../src/domain/finding.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { code, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** More findings than this only hide each other; the terminal shows all. */
const FINDINGS_MAX = 12;

const marks: Readonly<Record<Finding['result'], string>> = { passed: '✓', failed: '✗', warned: '⚠️', skipped: '–' };

/** What the ledger doctor found, with the next move below each finding. */
export function drawLedgerDoctor(
  { name, title }: { readonly name: string; readonly title: string },
  findings: readonly Finding[],
  reader: Reader,
): Drawn {
  const page: Page = { reader, where: `recourse migration doctor ${name}` };
  const wrong = findings.filter(({ result }) => result === 'failed' || result === 'warned').length;
  const all: Phrase[] = [
    say`${strong(headline(title, wrong, findings))}`,
    ...findings.slice(0, FINDINGS_MAX).flatMap(findingLines),
    ...(findings.length > FINDINGS_MAX
      ? [say`… and ${findings.length - FINDINGS_MAX} more: ${code(`npx recourse migration doctor ${name}`)}`]
      : []),
  ];
  return draw(page, all, [lines(all, page)]);
}

function headline(title: string, wrong: number, findings: readonly Finding[]): string {
  if (wrong > 0) return `The migrations of ${title} and production’s ledger do not agree:`;
  return findings.some(({ result }) => result === 'skipped')
    ? `Nobody can tell how the migrations of ${title} stand:`
    : `The migrations of ${title} and production’s ledger agree.`;
}

function findingLines({ result, say: words, hint }: Finding): Phrase[] {
  return [say`${marks[result]} ${words}`, ...(hint === undefined ? [] : [say`      ${strong('Next:')} ${hint}`])];
}
