import type { BackupId } from '../src/domain/ids.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { lines, type Page } from './kit/texts.ts';
import { counted } from './words/numbers.ts';
import { code, type Phrase, say, saying, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse backup prune --dry-run' };

/** What retention took away or would, and what it left although it was old enough. */
export interface RetentionFacts {
  readonly retired: readonly { readonly id: BackupId; readonly why: string }[];
  readonly spared: readonly { readonly id: BackupId; readonly why: string }[];
  /** Rows that restores took away and exported, by the incident. */
  readonly rows: {
    readonly retired: readonly { readonly run: string; readonly why: string }[];
    readonly spared: readonly { readonly run: string; readonly why: string }[];
  };
}

export function drawRetention(title: string, { retired, spared, rows }: RetentionFacts, dryRun: boolean): Drawn {
  const phrases: Phrase[] = [
    headline(title, retired.length, dryRun),
    ...retired.map(({ id, why }) => say`• ${code(id)}: ${why}`),
    ...(spared.length === 0 ? [] : [say`${strong('Old enough, and kept all the same:')}`]),
    ...spared.map(({ id, why }) => say`• ${code(id)}: ${saying(why)}`),
    ...rows.retired.map(
      ({ run, why }) => say`• The exported rows of ${strong(run)}${dryRun ? '' : ' are gone'}: ${why}`,
    ),
    ...rows.spared.map(({ run, why }) => say`• The exported rows of ${strong(run)} stay: ${why}`),
    ...(dryRun && retired.length + rows.retired.length > 0
      ? [say`${strong('Next:')} ${code('/backup prune')} removes them.`]
      : []),
  ];
  return draw(page, phrases, [lines(phrases, page)]);
}

function headline(title: string, count: number, dryRun: boolean): Phrase {
  if (count === 0) return say`No backup of ${title} is old enough to go.`;
  const backups = `${counted(count, 'backup')} of ${title}`;
  return dryRun
    ? say`${strong(`${backups} would be removed.`)} Nothing was done.`
    : say`${strong(`${backups} removed.`)}`;
}
