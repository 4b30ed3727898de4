import type { CardFacts } from '../../src/domain/card.ts';
import { rowsToCopy } from '../../src/domain/copy-back.ts';
import type { Replacement } from '../../src/domain/path-choice.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Page } from '../kit/texts.ts';
import { bytesOf, counted, durationOf, shortDigest } from '../words/numbers.ts';
import { code, instant, type Phrase, say, strong } from '../words/phrase.ts';
import { type Part, told } from './part.ts';
import { ageAtFailure } from './window-part.ts';

/** Which backup, how old it was when the failure was seen, whether it was ever restored, and its checksum. */
export function backupPart({ backup, window, incident }: CardFacts, page: Page): Part {
  const { choice } = incident;
  if (choice.path === 'undo-restore') return replacedPart(choice, page);
  if (choice.path === 'copy-back' && choice.replaced !== null) return replacedPart(choice.replaced, page);
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
    approvedPhrase(plan, about),
    ...(deploys.length === 0
      ? []
      : [
          say`Code goes back too: ${deploys.flatMap((deploy, index) => (index === 0 ? deploy : [...say`, `, ...deploy]))}.`,
        ]),
  ]);
}

function approvedPhrase({ path, target, copyBack }: Plan, about: Phrase): Phrase {
  const database = code(target.database);
  if (copyBack !== undefined)
    return say`${strong('If approved:')} ${counted(rowsToCopy(copyBack.report), 'row')} are written into ${database}, ${about}, all or none. Nothing is frozen for it.`;
  return path === 'undo-restore'
    ? say`${strong('If approved:')} the database that the restore replaced becomes ${database} again, ${about}. The restored database is kept.`
    : say`${strong('If approved:')} the verified copy replaces database ${database}, ${about}. The replaced database is kept.`;
}

/** `Revision 2 · digest ab12cd34ef56`. */
export function revisionPhrase({ incident }: CardFacts): Phrase | null {
  const { proposed } = incident;
  return proposed === null
    ? null
    : say`Revision ${proposed.revision} · plan digest ${code(shortDigest(proposed.digest))}. Any change makes a new revision and voids earlier votes.`;
}
