import { join } from 'node:path';
import { type ArchiveWishes, createArchives } from '../../../src/adapters/pgtools/archives.ts';
import { findPrograms } from '../../../src/adapters/pgtools/find-programs.ts';
import { createScripts } from '../../../src/adapters/pgtools/run-script.ts';
import { createAnnouncements } from '../../../src/adapters/postgres/announcements.ts';
import { databaseNameOf } from '../../../src/adapters/postgres/connect.ts';
import { createFencing } from '../../../src/adapters/postgres/fencing.ts';
import type { Migrations } from '../../../src/adapters/postgres/ledger.ts';
import { bringToParity } from '../../../src/adapters/postgres/parity.ts';
import { createQuestions } from '../../../src/adapters/postgres/questions.ts';
import { createReadyCopies } from '../../../src/adapters/postgres/ready-copies.ts';
import { createScratchDatabases } from '../../../src/adapters/postgres/scratch-databases.ts';
import { createSnapshots } from '../../../src/adapters/postgres/snapshot.ts';
import { createTableWatch } from '../../../src/adapters/postgres/table-watch.ts';
import { localProcesses } from '../../../src/adapters/system/local-processes.ts';
import { openFolderVault } from '../../../src/adapters/vault/folder-vault.ts';
import { ServiceName } from '../../../src/domain/ids.ts';
import type { Copies } from '../../../src/ports/databases.ts';
import type { ManifestSignatures } from '../../../src/ports/signatures.ts';
import type { Vault } from '../../../src/ports/vault.ts';
import { createBackups } from '../../../src/services/backups/backups.ts';
import { type CopyParts, createCopies } from '../../../src/services/backups/copies.ts';
import { createOneTimeScripts } from '../../../src/services/scripts/one-time-scripts.ts';

/** What a test wants otherwise than the product's own defaults. */
export interface WorldWishes {
  readonly url: string;
  readonly vaultPath: string;
  /** Another storage than a folder. */
  readonly vault?: Vault;
  /** Folder of PostgreSQL's programs. */
  readonly programs: string;
  readonly signatures?: ManifestSignatures;
  readonly service?: string;
  readonly archives?: Partial<ArchiveWishes>;
  readonly policy?: Partial<CopyParts['database']['policy']>;
  readonly migrations?: Migrations;
  readonly lockWaitMs?: number;
  /** The store's identity. */
  readonly home?: string;
}

export type World = Awaited<ReturnType<typeof assembleWorld>>;

/** Backups and copies of one database, put together as the product does it. */
export async function assembleWorld(wishes: WorldWishes) {
  const target = { url: wishes.url };
  const service = ServiceName.parse(wishes.service ?? 'shop');
  const clock = { now: () => new Date() };
  const { vaultPath, lockWaitMs = 5_000 } = wishes;
  const vault =
    wishes.vault ?? (await openFolderVault({ path: vaultPath, service, keepOutOf: [import.meta.dirname], clock }));
  const snapshots = createSnapshots({ target, jobs: 2, lockWaitMs, migrations: wishes.migrations });
  const archiveWishes: ArchiveWishes = {
    programs: await findPrograms({ searchPath: '', pgBin: wishes.programs }),
    url: wishes.url,
    jobs: 2,
    lockWaitMs,
    dropOwnersAndRights: false,
    age: '/usr/bin/age',
    recipients: [],
    identityFile: undefined,
    ...wishes.archives,
  };
  const archives = createArchives(archiveWishes);
  const name = databaseNameOf(target);
  const signing = wishes.signatures === undefined ? {} : { signatures: wishes.signatures };
  const backups = createBackups({ service, database: name, snapshots, archives, vault, clock, ...signing });
  const policy = {
    required_tables: [],
    row_count_tolerance_percent: 10,
    orphan_queries: [],
    safe_repair_threshold: 100,
    sample_queries: [],
    ...wishes.policy,
  };
  const scratch = createScratchDatabases(target);
  const questions = createQuestions({ target, timeoutMs: 10_000 });
  const { home } = wishes;
  const parts = { home, database: { name, policy }, backups, vault, archives, snapshots, scratch, questions };
  const parity: Pick<Copies, 'bringToParity'> = {
    bringToParity: (copy, work) => bringToParity({ target }, copy, work),
  };
  const copies: Copies = { ...createCopies(parts), ...parity };
  const ready = createReadyCopies({ target, home });
  const fencing = createFencing({ target, processes: localProcesses });
  const scripts = createScripts(archiveWishes);
  const announcements = createAnnouncements({ target, lockWaitMs });
  const changes = {
    scripts,
    questions,
    snapshots,
    tables: createTableWatch(target),
    oneTimeScripts: createOneTimeScripts({ scripts, announcements }),
  };
  return { backups, copies, ready, fencing, vault, vaultPath, shelf: join(vaultPath, service), ...changes };
}
