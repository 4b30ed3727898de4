import { PersonId } from '../src/domain/ids.ts';
import type { BackupPin, StoredBackup } from '../src/domain/manifest.ts';
import { type Drawn, draw } from './kit/drawn.ts';
import { context, header, lines, type Page } from './kit/texts.ts';
import { bytesOf, counted, durationOf, shortDigest } from './words/numbers.ts';
import { code, instant, type Phrase, person, say, strong } from './words/phrase.ts';
import { privately } from './words/reader.ts';

const page: Page = { reader: privately, where: 'recourse backup list' };
const shownBackups = 15;

/** The backups of one service, newest first, and what is known about each. */
export function drawBackupList(
  title: string,
  backups: readonly StoredBackup[],
  ready: ReadonlySet<string> = new Set(),
): Drawn {
  const head = `Backups of ${title}`;
  if (backups.length === 0) {
    const none = [
      say`${strong('There is no backup yet.')} Until there is one, nothing can be restored.`,
      say`${strong('Next:')} ${code('/backup take')} takes one now; nothing is stopped for it.`,
    ];
    return draw(page, [say`${head}`, ...none], [header(head), lines(none, page)]);
  }
  const shown = backups.slice(0, shownBackups).map((backup) => backupPhrases(backup, ready.has(backup.manifest.id)));
  const rest = backups.length - shownBackups;
  const more = rest > 0 ? [say`${counted(rest, 'older backup')}: ${code('recourse backup list')}.`] : [];
  return draw(
    page,
    [say`${head}, newest first`, ...shown.flat(), ...more],
    [header(head), ...shown.map((phrases) => lines(phrases, page)), ...more.map((phrase) => context(phrase, page))],
  );
}

/** What one backup is, in two lines, and a third where it is pinned. */
export function backupPhrases({ manifest, proof, pin }: StoredBackup, isReady = false): readonly Phrase[] {
  const rows = manifest.tables.reduce((total, table) => total + table.rows, 0);
  return [
    say`${strong(manifest.kind)} backup of ${instant(manifest.snapshotAt)}: ${counted(rows, 'row')} in ${counted(manifest.tables.length, 'table')}, ${bytesOf(manifest.artifact.bytes)}. ${proofWords(proof)}${isReady ? say` ⚡ A ready copy is kept: a rollback need not restore it.` : ''}`,
    say`${code(manifest.id)} · SHA-256 ${code(shortDigest(manifest.artifact.sha256))}…${
      manifest.migrationHead === null ? '' : ` · newest migration ${manifest.migrationHead}`
    }`,
    ...(pin === undefined ? [] : [pinWords(pin)]),
  ];
}

/** Somebody in Slack, or an account of a terminal. */
function pinWords({ by, reason, at }: BackupPin): Phrase {
  const who = PersonId.safeParse(by);
  return say`📌 Pinned ${instant(at)} by ${who.success ? person(who.data) : by}: ${reason}`;
}

function proofWords(proof: StoredBackup['proof']): Phrase {
  if (proof === null) return say`⚠️ Not yet proved by a restore.`;
  return proof.passed
    ? say`✅ Proved by a restore ${instant(proof.provedAt)}, which took ${durationOf(proof.durationMs)}.`
    : say`❌ A restore ${instant(proof.provedAt)} did not pass; do not rely on it.`;
}
