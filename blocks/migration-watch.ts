import type { MigrationRecord, MigrationWatch } from '../src/domain/migration-record.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { findingPhrase } from './words/migrations.ts';
import { code, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

export interface WatchFacts {
  readonly record: MigrationRecord;
  readonly title: string;
}

/** More findings than this only hide each other. */
const FINDINGS_MAX = 20;

/** What the watch sees that it should not; the thread says when it began. */
export function watchPart({ watch }: MigrationRecord): readonly Phrase[] {
  if (watch.findings.length === 0) return [];
  const bad = watch.findings.filter(({ result }) => result === 'failed' || result === 'warned');
  const state = watch.endedAt === null ? 'Watched:' : 'The watch is over:';
  if (bad.length === 0) return [say`${strong(state)} ${watch.findings.length} checks, nothing stands out.`];
  return [say`${strong(state)}`, ...bad.slice(0, FINDINGS_MAX).map(findingPhrase)];
}

/** What the watch saw differently than before, in the migration's thread (P9). */
export function drawWatchReport(
  { record, title }: WatchFacts,
  report: MigrationWatch['reports'][number],
  reader: Reader,
): Drawn {
  const page: Page = { reader, where: `/migration status ${record.service}` };
  const has = (wanted: string) => report.changed.some(({ result }) => result === wanted);
  const critical = has('failed');
  const calm = has('warned') ? '🟠' : '🟢';
  const first = record.watch.reports[0]?.n === report.n;
  const words = first ? 'is watched from now on' : 'has changed';
  const phrases = [
    say`${critical ? '🔴' : calm} ${strong(`What is watched after migration ${record.number} of ${title} ${words}:`)}`,
    ...report.changed.slice(0, FINDINGS_MAX).map(findingPhrase),
    ...(critical ? [say`${strong('Next:')} ${code('/incident declare')} if users are hurt.`] : []),
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}

/** At the end of the watch: what ever stood out, and how it stands. */
export function drawWatchEnd({ record, title }: WatchFacts, reader: Reader): Drawn {
  const page: Page = { reader, where: `/migration status ${record.service}` };
  const { reports, findings } = record.watch;
  const ever = new Set(
    reports.flatMap(({ changed }) =>
      changed.filter(({ result }) => result === 'failed' || result === 'warned').map(({ check }) => check),
    ),
  );
  const stood = findings.filter(({ check }) => ever.has(check));
  const quiet = say`${findings.length} checks, and none of them ever stood out.`;
  const phrases = [
    say`${strong(`The watch after migration ${record.number} of ${title} is over.`)}`,
    ...(stood.length === 0
      ? [quiet]
      : [
          say`${stood.length} of ${findings.length} checks stood out; now:`,
          ...stood.slice(0, FINDINGS_MAX).map(findingPhrase),
        ]),
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}
