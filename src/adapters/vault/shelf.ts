import { chmod, mkdir, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { RecourseError } from '../../domain/errors.ts';
import type { ServiceName } from '../../domain/ids.ts';
import { privateFolder } from './durable-files.ts';
import { onStorage } from './storage-errors.ts';

export interface ShelfWishes {
  /** Absolute, or relative to the working folder. Made with mode 0700 where it is missing. */
  readonly path: string;
  readonly service: ServiceName;
  /** Folders that must not hold backups: the checkouts of Recourse and of the service (B4). */
  readonly keepOutOf: readonly string[];
}

/**
 * The folder of one service, nobody else's to read. Absolute, with links resolved.
 *
 * @throws RecourseError `bad-configuration` when it lies inside a checkout, `storage-failed` when it cannot be used
 */
export async function openShelf({ path, service, keepOutOf }: ShelfWishes): Promise<string> {
  const wished = resolve(path);
  refuseInside(wished, keepOutOf); // before anything is made there
  return onStorage('opening the storage', wished, async () => {
    await mkdir(join(wished, service), { recursive: true, mode: privateFolder });
    const shelf = await realpath(join(wished, service));
    refuseInside(shelf, await Promise.all(keepOutOf.map((folder) => realpath(folder).catch(() => resolve(folder)))));
    await chmod(shelf, privateFolder);
    return shelf;
  });
}

function refuseInside(path: string, keepOutOf: readonly string[]): void {
  const around = keepOutOf.find((folder) => isInside(path, resolve(folder)));
  if (around === undefined) return;
  throw new RecourseError(`Backups may not be kept in ${path}: that is inside the checkout ${around}.`, {
    code: 'bad-configuration',
    hint: 'Let `backups.storage.path` name a folder outside it, best on another disk: what removes the checkout must not remove the backups.',
    facts: { path, checkout: around },
  });
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || way.startsWith(sep));
}
