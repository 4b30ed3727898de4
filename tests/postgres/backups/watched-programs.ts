import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PostgreSQL's programs, of which pg_restore writes down each time it runs before it does its work. */
export interface WatchedPrograms {
  readonly folder: string;
  /** What pg_restore was called with, once a call. */
  calls(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function watchPgRestore(programs: string): Promise<WatchedPrograms> {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-watched-'));
  const log = join(folder, 'calls.log');
  for (const name of await readdir(programs)) {
    if (name !== 'pg_restore') await symlink(join(programs, name), join(folder, name));
  }
  const lines = ['#!/bin/sh', '[ "$1" = --version ] || echo "$*" >> "$(dirname "$0")/calls.log"'];
  await writeFile(join(folder, 'pg_restore'), [...lines, `exec '${programs}/pg_restore' "$@"`, ''].join('\n'));
  await chmod(join(folder, 'pg_restore'), 0o755);
  return {
    folder,
    calls: async () => {
      const text = await readFile(log, 'utf8').catch(() => '');
      await rm(log, { force: true });
      return text.split('\n').filter((line) => line !== '');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
