import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { recoveryPaths } from '../../../src/plan/paths.ts';
import type { AnyRoad } from '../roads.ts';
import type { CheckUp } from './evidence.ts';

const Manifest = z.object({ takenBy: z.string() });

/** The damaged state was backed up once per plan that asks for it, and no half-taken backup is left. */
export const checkBackups: CheckUp = async ({ at, id, road }) => {
  const shelf = join(at.world.folder, 'backups', at.world.example.name);
  const names = readdirSync(shelf);
  const taken = names.filter((name) => name.includes('-safety-')).filter((name) => takenBy(join(shelf, name)) === id);
  const expected = backupsOf(road);
  return [
    ...(taken.length === expected ? [] : [`${taken.length} safety backups were taken: ${taken.join(', ')}`]),
    ...names.filter((name) => name.endsWith('.partial')).map((name) => `${name} was left behind`),
  ];
};

/** One for the restore that is prepared first, and those of the way that is gone instead. */
function backupsOf({ path, turned }: AnyRoad): number {
  const { measuredAnew, execution } = recoveryPaths[path];
  const first = turned === undefined ? 1 : 0;
  const again = path !== 'restore' && measuredAnew.includes('take-safety-backup') ? 1 : 0;
  return first + again + (execution.includes('back-up-before-scripts') ? 1 : 0);
}

function takenBy(folder: string): string | null {
  try {
    return Manifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).takenBy;
  } catch {
    return null; // half taken, and reported as such
  }
}
