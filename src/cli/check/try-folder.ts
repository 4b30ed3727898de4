import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The folder itself or, where it is still to be made, the nearest one above it. Absolute. */
export async function nearestFolder(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || folder === dirname(folder) ? folder : nearestFolder(dirname(folder));
}

/** Writes something into a folder and removes it; null where that worked, else the system's word for why not. */
export async function tryToWrite(folder: string): Promise<string | null> {
  try {
    const trial = await mkdtemp(join(folder, '.recourse-check-'));
    await writeFile(join(trial, 'trial'), 'trial');
    await rm(trial, { recursive: true });
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}
