import type { StoredBackup } from '../src/domain/manifest.ts';
import { backupPhrases } from './backup-list.ts';
import type { Drawn } from './kit/drawn.ts';
import { drawAnswer } from './refusal.ts';
import { say, strong } from './words/phrase.ts';

export function drawPinned(backup: StoredBackup): Drawn {
  return drawAnswer([
    say`📌 ${strong('This backup is pinned.')} No prune removes it until somebody unpins it.`,
    ...backupPhrases(backup),
  ]);
}

export function drawUnpinned(backup: StoredBackup): Drawn {
  return drawAnswer([
    say`${strong('This backup is no longer pinned.')} Its age decides again, from the next prune on.`,
    ...backupPhrases(backup),
  ]);
}
