import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecourseError } from '../../src/domain/errors.ts';
import type { ServerAccount } from './run-as.ts';

/** Where one throwaway cluster lives. */
export interface ClusterFolder {
  readonly root: string;
  readonly data: string;
  /** Folder of the unix socket, or undefined when the path is too long for one. */
  readonly socket: string | undefined;
  readonly log: string;
}

const prefix = 'recourse-cluster-';
const socketPathBytes = 107; // the kernel's limit for a unix socket's path
const keptMs = 24 * 3_600_000; // a cluster kept for a failed test is looked at within a day, or not at all

/** Makes the folder (a new one under the temporary folder when none is named) and remembers whose it is. */
export async function makeClusterFolder(account: ServerAccount, dir?: string): Promise<ClusterFolder> {
  const root = dir ?? mkdtempSync(join(tmpdir(), prefix));
  if (existsSync(join(root, 'data'))) {
    throw new RecourseError(`There is already a cluster in ${root}.`, {
      code: 'bad-input',
      hint: 'Remove that folder, or name another one.',
    });
  }
  const socket = Buffer.byteLength(join(root, 'socket', '.s.PGSQL.65535.lock')) < socketPathBytes;
  for (const folder of [root, join(root, 'data'), join(root, 'socket')]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (account.stepDown) chownSync(folder, account.uid, account.gid);
  }
  await writeFile(join(root, 'owner.pid'), `${process.pid}\n`);
  return {
    root,
    data: join(root, 'data'),
    socket: socket ? join(root, 'socket') : undefined,
    log: join(root, 'server.log'),
  };
}

/** Marks a stopped cluster as one to be kept for a day. */
export async function keepClusterFolder(root: string): Promise<void> {
  await writeFile(join(root, 'kept'), '');
}

/** Removes what killed runs left in the temporary folder: clusters whose owner is dead and that nobody kept. */
export function sweepClusterFolders(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const root = join(tmpdir(), name);
    if (isAbandoned(root)) rmSync(root, { recursive: true, force: true });
  }
}

function isAbandoned(root: string): boolean {
  try {
    const kept = join(root, 'kept');
    if (existsSync(kept) && Date.now() - statSync(kept).mtimeMs < keptMs) return false;
    return !isAlive(readFileSync(join(root, 'owner.pid'), 'utf8'));
  } catch {
    return false; // being made at this moment, or another user's: not ours to remove
  }
}

function isAlive(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
