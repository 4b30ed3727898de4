import type { StoredBackup } from '../src/domain/manifest.ts';
import { backupPhrases } from './backup-list.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { header, lines, type Page } from './kit/texts.ts';
import { counted } from './words/numbers.ts';
import { code, instant, type Phrase, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse backup show' };
const shownTables = 10;

const signs = { passed: '✅', warned: '⚠️', failed: '❌', skipped: '⬜' } as const;

/** One backup and everything that is known of it. */
export function drawBackup(title: string, backup: StoredBackup, isReady = false): Drawn {
  const head = `Backup of ${title}`;
  const parts = [backupPhrases(backup, isReady), factPhrases(backup), proofPhrases(backup)];
  return draw(
    page,
    [say`${head}`, ...parts.flat()],
    [header(head), ...parts.filter((part) => part.length > 0).map((part) => lines(part, page))],
  );
}

/** Who took it and how, and its largest tables. */
export function factPhrases({ manifest }: StoredBackup): readonly Phrase[] {
  const { artifact, tables, signature } = manifest;
  const largest = [...tables].sort((left, right) => right.rows - left.rows).slice(0, shownTables);
  const rest = tables.length - largest.length;
  return [
    say`Taken by ${manifest.takenBy}, finished ${instant(manifest.finishedAt)}, with PostgreSQL ${manifest.serverVersion}${manifest.appCommit === null ? '' : say` at commit ${code(manifest.appCommit)}`}.`,
    say`${artifact.encryption === 'age' ? `Encrypted for ${artifact.recipients.length} recipient(s)` : 'Not encrypted'}, ${signature === undefined ? 'not signed' : say`signed with the key ${code(signature.key)}`}.`,
    ...largest.map(({ table, rows }) => say`• ${code(table)}: ${counted(rows, 'row')}`),
    ...(rest > 0 ? [say`… and ${counted(rest, 'smaller table')}`] : []),
  ];
}

/** What its last proof found, one line each; nothing where nobody has proved it. */
export function proofPhrases({ proof }: StoredBackup): readonly Phrase[] {
  if (proof === null) return [];
  const found = proof.findings.map(({ result, check, say: said }) => say`${signs[result]} ${check}: ${said}`);
  return [say`${strong('Its last proof')}`, ...found];
}
