import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { RecourseError } from '../../../src/domain/errors.ts';
import { Fence } from '../../../src/domain/ids.ts';
import type { Backups } from '../../../src/ports/backups.ts';
import type { Effort } from '../../../src/ports/run-tag.ts';
import { assembleWorld, type World, type WorldWishes } from './open-world.ts';

/** A world with a vault of its own, which goes with the test. */
export async function openWorld(wishes: Pick<WorldWishes, 'url'> & Partial<WorldWishes>): Promise<World> {
  const vaultPath = wishes.vaultPath ?? (await temporaryFolder());
  return assembleWorld({ programs: inject('cluster').programs, ...wishes, vaultPath });
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-vault-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

let runs = 0;

/** An effort under a run of its own that nobody calls off; `said` keeps what it told people. */
export function effort(given: { signal?: AbortSignal; onSay?: (say: string) => void } = {}): Effort & {
  said: string[];
} {
  runs += 1;
  const said: string[] = [];
  return {
    tag: { run: `INC-${process.pid}${runs}`, fence: Fence.parse(1) },
    signal: given.signal ?? new AbortController().signal,
    said,
    progress: (say) => {
      said.push(say);
      given.onSay?.(say);
    },
  };
}

export function take(backups: Backups, work: Effort = effort()) {
  return backups.take({ kind: 'manual', takenBy: 'U0TEST', appCommit: 'abc1234' }, work);
}

/** Restores into a copy that goes with the test. */
export async function restore(world: World, backup: Awaited<ReturnType<typeof take>>, work = effort()) {
  const copy = await world.copies.restore(backup, world.copies.scratchName(work.tag), work);
  onTestFinished(() => world.copies.drop(copy));
  return copy;
}

export async function takeAndRestore(world: World, work = effort()) {
  const backup = await take(world.backups, work);
  return { backup, copy: await restore(world, backup, work), work };
}

/** The error that a call must throw, for a closer look. */
export async function errorOf(call: Promise<unknown>): Promise<RecourseError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof RecourseError) return outcome;
  throw new Error(`a RecourseError was expected, not: ${String(outcome)}`, { cause: outcome });
}
