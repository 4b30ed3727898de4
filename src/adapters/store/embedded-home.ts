import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import pg from 'pg';
import { lockFolder } from './folder-lock.ts';
import type { Home } from './home.ts';
import { listenInProcess } from './signals.ts';

/**
 * PostgreSQL inside this process, in a folder: no set-up, 330 to 600 MB of memory, one replica. It survives the death of
 * the process at any moment but, having no fsync, not a power cut.
 *
 * @throws RecourseError `store-locked` where another process has the folder
 */
export async function openEmbeddedHome(folder: string): Promise<Home> {
  await mkdir(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    const database = await PGlite.create({ dataDir: join(folder, 'postgres') });
    // One connection there is: statements queue for it, and must not wait for ever if one should get stuck.
    const pool = new pg.Pool({
      ...createPgConfig(database),
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: 30_000,
    });
    pool.on('error', () => undefined);
    const signals = listenInProcess();
    return {
      kind: 'embedded',
      where: `folder ${folder}`,
      pool,
      signals,
      alone: true,
      async close() {
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
