import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckUp } from './evidence.ts';

const Manifest = z.object({ takenBy: z.string() });

/** The damaged state was backed up once, and no half-taken backup is left. */
export const checkBackups: CheckUp = async ({ at, id }) => {
  const shelf = join(at.world.folder, 'backups', 'promptrefine');
  const names = readdirSync(shelf);
  const taken = names.filter((name) => name.includes('-safety-')).filter((name) => takenBy(join(shelf, name)) === id);
  return [
    ...(taken.length === 1 ? [] : [`${taken.length} safety backups were taken: ${taken.join(', ')}`]),
    ...names.filter((name) => name.endsWith('.partial')).map((name) => `${name} was left behind`),
  ];
};

function takenBy(folder: string): string | null {
  try {
    return Manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).takenBy;
  } catch {
    return null; // half taken, and reported as such
  }
}
