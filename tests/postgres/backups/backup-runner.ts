// Takes a backup, or restores one; to be killed in the middle.
import { BackupId, Fence } from '../../../src/domain/ids.ts';
import type { Effort } from '../../../src/ports/run-tag.ts';
import { assembleWorld } from './open-world.ts';

export interface Errand {
  readonly url: string;
  readonly programs: string;
  readonly vaultPath: string;
  readonly run: string;
  readonly id: string;
  readonly what: 'take' | 'restore';
}

const errand = JSON.parse(process.argv[2] ?? '{}') as Errand;
const effort: Effort = {
  tag: { run: errand.run, fence: Fence.parse(1) },
  signal: new AbortController().signal,
  progress: () => undefined,
};
const { backups, copies } = await assembleWorld(errand);
const id = BackupId.parse(errand.id);
if (errand.what === 'take') {
  await backups.take({ id, kind: 'manual', takenBy: 'U0TEST', appCommit: null }, effort);
} else {
  const backup = await backups.read(id);
  if (backup === null) throw new Error('there is nothing to restore');
  await copies.restore(backup, copies.scratchName(effort.tag), effort);
}
