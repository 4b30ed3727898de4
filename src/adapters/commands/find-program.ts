import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/**
 * The file that a program's name stands for, as a shell would find it: a name on the search path, a path from `folder`.
 * Null where there is none that may be run.
 */
export function findProgram(program: string, folder: string, searchPath: string): string | null {
  if (program.includes('/')) return firstRunnable([resolve(folder, program)]);
  const folders = searchPath.split(delimiter).filter((place) => place !== '');
  return firstRunnable(folders.map((place) => join(place, program)));
}

function firstRunnable(candidates: readonly string[]): string | null {
  return candidates.find(isRunnable) ?? null;
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // not there, or not ours to run
  }
}
