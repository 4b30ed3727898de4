import { globSync, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/** Where distributions and Homebrew put the programs; `*` is the major version, and the newest comes first. */
const knownFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin',
  '/opt/homebrew/opt/libpq/bin',
  '/usr/local/opt/libpq/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
] as const;

/** Folders to look in, best first: the one that was asked for alone, else PATH and then the known places. */
export function listProgramFolders(from: { pgBin?: string | undefined; searchPath: string }): readonly string[] {
  if (from.pgBin !== undefined && from.pgBin !== '') return [from.pgBin];
  const onPath = from.searchPath.split(delimiter).filter((folder) => folder !== '');
  return [...new Set([...onPath, ...knownFolders.flatMap(newestFirst)])];
}

function newestFirst(pattern: string): string[] {
  const majorOf = (folder: string) => Number(/(\d+)(?:\.\d+)?\/bin$/.exec(folder)?.[1] ?? 0);
  return globSync(pattern).sort((left, right) => majorOf(right) - majorOf(left));
}

/**
 * True for a program that stands in the folder itself. Debian's /usr/bin/pg_dump is a link to `pg_wrapper`, which picks
 * another version per cluster and connection; it is passed over, so that the version read is the version that runs.
 */
export function holdsProgram(folder: string, program: string): boolean {
  try {
    return basename(realpathSync(join(folder, program))) !== 'pg_wrapper';
  } catch {
    return false; // no such file: this folder simply does not have it
  }
}
