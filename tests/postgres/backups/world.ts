import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import { type ArchiveWishes, createArchives } from '../../../src/adapters/pgtools/archives.ts';
import { findPrograms } from '../../../src/adapters/pgtools/find-programs.ts';
import { databaseNameOf } from '../../../src/adapters/postgres/connect.ts';
import type { Migrations } from '../../../src/adapters/postgres/ledger.ts';
import { createQuestions } from '../../../src/adapters/postgres/questions.ts';
import { createScratchDatabases } from '../../../src/adapters/postgres/scratch-databases.ts';
import { createSnapshots } from '../../../src/adapters/postgres/snapshot.ts';
import { openFolderVault } from '../../../src/adapters/vault/folder-vault.ts';
import { Fence, ServiceName } from '../../../src/domain/ids.ts';
import type { Backups } from '../../../src/ports/backups.ts';
import type { Effort } from '../../../src/ports/run-tag.ts';
import { createBackups } from '../../../src/services/backups/backups.ts';
import { type CopyParts, createCopies } from '../../../src/services/backups/copies.ts';

/** What a test wants otherwise than a service of its own, with a vault in a fresh folder, would have it. */
export interface WorldWishes {
  readonly url: string;
  readonly vaultPath?: string;
  readonly service?: string;
  readonly archives?: Partial<ArchiveWishes>;
  readonly policy?: Partial<CopyParts['database']['policy']>;
  readonly migrations?: Migrations;
  readonly lockWaitMs?: number;
  readonly programs?: string;
}

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Backups and copies of one database, put together as the product does it. */
export async function openWorld(wishes: WorldWishes) {
  const target = { url: wishes.url };
  const service = ServiceName.parse(wishes.service ?? 'shop');
  const clock = { now: () => new Date() };
  const vaultPath = wishes.vaultPath ?? (await temporaryFolder());
  const vault = await openFolderVault({ path: vaultPath, service, keepOutOf: [import.meta.dirname], clock });
  const lockWaitMs = wishes.lockWaitMs ?? 5_000;
  const snapshots = createSnapshots({ target, jobs: 2, lockWaitMs, migrations: wishes.migrations });
  const archives = createArchives({
    programs: await findPrograms({ searchPath: '', pgBin: wishes.programs ?? inject('cluster').programs }),
    url: wishes.url,
    jobs: 2,
    lockWaitMs,
    dropOwnersAndRights: false,
    age: '/usr/bin/age',
    recipients: [],
    identityFile: undefined,
    ...wishes.archives,
  });
  const name = databaseNameOf(target);
  const backups = createBackups({ service, database: name, snapshots, archives, vault, clock });
  const policy = {
    required_tables: [],
    row_count_tolerance_percent: 10,
    orphan_queries: [],
    safe_repair_threshold: 100,
    sample_queries: [],
    ...wishes.policy,
  };
  const copies = createCopies({
    database: { name, policy },
    backups,
    vault,
    archives,
    snapshots,
    scratch: createScratchDatabases(target),
    questions: createQuestions({ target, timeoutMs: 10_000 }),
  });
  return { backups, copies, vault, vaultPath, shelf: join(vaultPath, service), snapshots, archives };
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-vault-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

let runs = 0;

/** An effort that nobody calls off, under a run of its own. */
export function effort(
  given: { signal?: AbortSignal; run?: string; fence?: number } = {},
): Effort & { said: string[] } {
  runs += 1;
  const said: string[] = [];
  return {
    tag: { run: given.run ?? `INC-${process.pid}${runs}`, fence: Fence.parse(given.fence ?? 1) },
    signal: given.signal ?? new AbortController().signal,
    said,
    progress: (say) => said.push(say),
  };
}

export function take(backups: Backups, work: Effort = effort()) {
  return backups.take({ kind: 'manual', takenBy: 'U0TEST', appCommit: 'abc1234' }, work);
}

/** Takes a backup and restores it; the copy goes with the test. */
export async function takeAndRestore(world: World, work = effort()) {
  const backup = await take(world.backups, work);
  return { backup, copy: await restore(world, backup, work), work };
}

export async function restore(world: World, backup: Awaited<ReturnType<typeof take>>, work = effort()) {
  const copy = await world.copies.restore(backup, world.copies.scratchName(work.tag), work);
  onTestFinished(() => world.copies.drop(copy));
  return copy;
}
