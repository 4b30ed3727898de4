import { join } from 'node:path';
// biome-ignore lint/correctness/noUnresolvedImports: part of Node since 22.5, which Biome does not know yet
import { DatabaseSync } from 'node:sqlite';
import { RecourseError } from '../../domain/errors.ts';

/**
 * Two processes on one folder lose acknowledged entries silently, so one holds a lock beside the data for as long as it
 * lives. An SQLite transaction is that lock: the operating system takes it back when the process dies, however it dies.
 *
 * @throws RecourseError `store-locked`
 */
export function lockFolder(folder: string): () => void {
  const database = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new RecourseError(`The store in ${folder} is in use by another process.`, {
      code: 'store-locked',
      hint: 'Stop the other Recourse first, or set DATABASE_URL: a PostgreSQL server takes several replicas, a folder takes one.',
      facts: { folder },
      cause,
    });
  }
  return () => database.close();
}
