import type { CardFacts } from '../../src/domain/card.ts';
import type { Replacement } from '../../src/domain/path-choice.ts';
import type { Page } from '../kit/texts.ts';
import { bytesOf, durationOf, shortDigest } from '../words/numbers.ts';
import { code, instant, type Phrase, say, strong } from '../words/phrase.ts';
import { wayOf } from '../words/ways.ts';
import { emptyPart, type Part, told } from './part.ts';
import { ageAtFailure } from './window-part.ts';

/** These rest on no backup that somebody would want to know. */
const withoutBackup: ReadonlySet<string> = new Set([
  'app-rollback',
  'data-fix',
  'down-scripts',
  'feature-flag',
  'forward-fix',
  'provider-outage',
]);

/** Which backup, how old it was when the failure was seen, whether it was ever restored, and its checksum. */
export function backupPart({ backup, window, incident }: CardFacts, page: Page): Part {
  const { choice } = incident;
  if (choice.path === 'undo-restore') return replacedPart(choice, page);
  if (choice.path === 'copy-back' && choice.replaced !== null) return replacedPart(choice.replaced, page);
  if (withoutBackup.has(choice.path)) return emptyPart;
  if (backup === null) {
    return told(page, [
      say`${strong('Backup:')} none chosen yet. Without a backup nothing can be restored; see ${code('/backup list')}.`,
    ]);
  }
  const proved = backup.proved ? 'restored and verified' : 'not yet restored, so not yet proved';
  return told(page, [
    say`${strong('Backup')} ${code(backup.id)}, ${bytesOf(backup.bytes)}, ${proved}.`,
    say`It shows the data of ${instant(backup.snapshotAt)}, ${ageAtFailure(backup.snapshotAt, window.identifiedAt)}.`,
    ...(backup.stale ? [say`⚠️ ${strong('It is older than policy wants a backup to be.')}`] : []),
    say`SHA-256 ${code(shortDigest(backup.sha256))}…`,
  ]);
}

/** Where a restore is taken back, or rows of what it replaced: that database, as it was when it was replaced. */
function replacedPart({ kept, promotedAt }: Replacement, page: Page): Part {
  return told(page, [
    say`${strong('Replaced database')} ${code(kept.database)}, as production was ${instant(promotedAt)}, when the restore replaced it.`,
  ]);
}

/** What exactly is voted on, in short, so that two people can compare by voice. */
export function planPart({ incident, execution }: CardFacts, page: Page): Part {
  const { proposed } = incident;
  if (proposed === null) return told(page, []);
  const { plan } = proposed;
  const deploys = plan.deploys.map((deploy): Phrase => say`${deploy.target} → ${code(deploy.commit.slice(0, 12))}`);
  const about = say`in about ${durationOf(proposed.expectedMs)} (${execution.length} steps)`;
  return told(page, [
    say`${strong('If approved:')} ${wayOf(plan.path).ifApproved(plan, about)}`,
    ...(deploys.length === 0
      ? []
      : [say`Code: ${deploys.flatMap((deploy, index) => (index === 0 ? deploy : [...say`, `, ...deploy]))}.`]),
  ]);
}

/** `Revision 2 · digest ab12cd34ef56`. */
export function revisionPhrase({ incident }: CardFacts): Phrase | null {
  const { proposed } = incident;
  return proposed === null
    ? null
    : say`Revision ${proposed.revision} · plan digest ${code(shortDigest(proposed.digest))}. Any change makes a new revision and voids earlier votes.`;
}
