import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Instant } from '../../domain/ids.ts';
import type { LostRows, LostRowsExport } from '../../ports/lost-rows.ts';

/** `lost-rows/BACKUP/RUN-20261121T113400123Z`, as the count names it. */
const named = /^(.+)-(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z$/;

/** The exports that lie in a folder; what is named otherwise is nobody's, and left alone. */
export function createLostRows(folder: string): LostRows {
  return {
    list: async () => {
      const backups = await foldersIn(folder);
      const found = await Promise.all(
        backups.map(async (backup) =>
          (await foldersIn(join(folder, backup))).flatMap((name) => read(folder, backup, name)),
        ),
      );
      return found.flat().sort((left, right) => (left.at < right.at ? -1 : 1));
    },
    remove: async ({ where }) => {
      await rm(where, { recursive: true, force: true });
      await rmdir(join(where, '..')).catch(() => undefined); // another export of that backup is still there
    },
  };
}

function read(folder: string, backup: string, name: string): LostRowsExport[] {
  const [, run = '', year, month, day, hours, minutes, seconds, ms] = named.exec(name) ?? [];
  if (run === '') return [];
  const at = Instant.safeParse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
  return at.success ? [{ backup, run, at: at.data, where: join(folder, backup, name) }] : [];
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
