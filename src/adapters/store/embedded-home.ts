import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import type { Home } from './home.ts';
import { listenInProcess } from './signals.ts';

/** A server in one process has nobody who writes checkpoints, so its log would grow until the next start. */
const CHECKPOINT_EVERY_MS = 3_600_000;

/**
 * PostgreSQL inside this process, in a folder: no set-up, 330 to 600 MB of memory, one replica. It survives the death of
 * the process at any moment but, having no fsync, not a power cut.
 *
 * @param options.checkpointEveryMs shorter in tests
 * @throws RecourseError `store-locked` where another process has the folder
 */
export async function openEmbeddedHome(
  folder: string,
  options: { readonly checkpointEveryMs?: number } = {},
): Promise<Home> {
  await mkdir(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    const database = await openDatabase(folder);
    // One connection there is: statements queue for it, and must not wait for ever if one should get stuck.
    const pool = new pg.Pool({
      ...createPgConfig(database),
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: 30_000,
    });
    pool.on('error', () => undefined);
    const signals = listenInProcess();
    const tidying = setInterval(
      () => void pool.query('CHECKPOINT').catch(() => undefined),
      options.checkpointEveryMs ?? CHECKPOINT_EVERY_MS,
    ).unref();
    return {
      kind: 'embedded',
      where: `folder ${folder}`,
      pool,
      signals,
      alone: true,
      async close() {
        clearInterval(tidying);
        await signals.close();
        await pool.end();
        await database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Made under another name first, so that a process which dies in the middle of making it leaves nothing half made. */
async function openDatabase(folder: string): Promise<PGlite> {
  const dataDir = join(folder, 'postgres');
  if (!existsSync(dataDir)) {
    const unfinished = join(folder, 'postgres.unfinished');
    await rm(unfinished, { recursive: true, force: true });
    await (await PGlite.create({ dataDir: unfinished })).close();
    await rename(unfinished, dataDir);
  }
  return await PGlite.create({ dataDir });
}
