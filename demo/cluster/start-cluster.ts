import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describePrograms, type PostgresPrograms } from '../../src/adapters/pgtools/find-programs.ts';
import { RecourseError } from '../../src/domain/errors.ts';
import { type ClusterFolder, keepClusterFolder, makeClusterFolder, sweepClusterFolders } from './cluster-folder.ts';
import { findFreePort } from './free-port.ts';
import { ensureServerPrograms } from './install-postgres.ts';
import { type Postmaster, type StopMode, startPostmaster } from './postmaster.ts';
import { chooseServerAccount, runAs, type ServerAccount } from './run-as.ts';

export const superuser = 'postgres';

/** A login for a connection string. */
export interface Login {
  readonly role: string;
  readonly password: string;
}

/** A throwaway PostgreSQL server on loopback that ends with the process that started it. */
export interface Cluster {
  readonly programs: PostgresPrograms;
  readonly port: number;
  /** Folder of the unix socket, or undefined when the cluster's path is too long for one. */
  readonly socket: string | undefined;
  readonly folder: string;
  /** Process id of the running postmaster; another one after a restart. */
  pid(): number;
  /** Connection string to a database, by default `postgres` as superuser. */
  url(database?: string, login?: Login): string;
  /** Ends the server (`fast` by default) and removes its files, unless they are to be kept for a look. */
  stop(mode?: StopMode, after?: 'remove' | 'keep'): Promise<void>;
  /** Stops and starts on the same port; with `immediate` the start goes through crash recovery. */
  restart(mode?: StopMode): Promise<void>;
}

/**
 * `durable` keeps fsync on; without it the cluster survives kill -9 but not a power cut, which is enough for tests.
 * `settings` are server settings, e.g. `{ max_prepared_transactions: '5' }`. `dir` must not hold a cluster yet.
 */
export interface ClusterWishes {
  readonly dir?: string;
  readonly durable?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
  readonly say?: (line: string) => void;
}

const quick = { fsync: 'off', full_page_writes: 'off' };
const portAttempts = 5;

/** Makes and starts a cluster. Throws `tool-missing` (what to install) or `tool-failed` (what the server said). */
export async function startCluster(wishes: ClusterWishes = {}): Promise<Cluster> {
  const say = wishes.say ?? (() => undefined);
  const programs = await ensureServerPrograms(say);
  const account = await chooseServerAccount();
  sweepClusterFolders();
  const folder = await makeClusterFolder(account, wishes.dir);
  const password = randomBytes(24).toString('base64url');
  await initialise(programs, account, folder, password);
  const settings = { ...(wishes.durable ? {} : quick), ...wishes.settings };
  const start = (onPort: number) =>
    startPostmaster(runAs(account, serverCommand(programs, folder, onPort, settings), 'SIGQUIT'), folder.log);
  const { postmaster, port } = await startOnFreePort(start);
  say(`${describePrograms(programs)}: server on 127.0.0.1:${port}`);
  return operate({ programs, folder, port, password, postmaster, start });
}

async function initialise(
  programs: PostgresPrograms,
  account: ServerAccount,
  folder: ClusterFolder,
  password: string,
): Promise<void> {
  const passwordFile = join(folder.root, 'superuser-password');
  // Only initdb reads it: handed to the account that runs initdb, and removed at once.
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account.stepDown) await execa('chown', [`${account.uid}:${account.gid}`, passwordFile]);
  const command = [programs.path('initdb'), '-D', folder.data, '-U', superuser, `--pwfile=${passwordFile}`];
  const choices = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const [program = '', ...args] = runAs(account, [...command, ...choices]);
  const made = await execa(program, args, { reject: false, all: true });
  await rm(passwordFile);
  if (made.exitCode === 0) return;
  throw new RecourseError(`initdb could not make a cluster in ${folder.root}.\n${made.all}`, {
    code: 'tool-failed',
    hint: 'Choose a folder that the server’s account may enter, for instance one under the temporary folder.',
  });
}

function serverCommand(
  programs: PostgresPrograms,
  folder: ClusterFolder,
  port: number,
  settings: Readonly<Record<string, string>>,
): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder.socket ?? '',
    max_connections: '200',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [programs.path('postgres'), '-D', folder.data, '-p', String(port), ...flags];
}

async function startOnFreePort(
  start: (port: number) => Promise<Postmaster>,
): Promise<{ postmaster: Postmaster; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    try {
      return { postmaster: await start(port), port };
    } catch (error) {
      if (!isPortTaken(error) || attempt === portAttempts) throw error;
    }
  }
}

function isPortTaken(error: unknown): boolean {
  if (!(error instanceof RecourseError)) return false;
  const { portTaken } = error.facts;
  return portTaken === true;
}

interface RunningCluster {
  readonly programs: PostgresPrograms;
  readonly folder: ClusterFolder;
  readonly port: number;
  readonly password: string;
  readonly postmaster: Postmaster;
  readonly start: (port: number) => Promise<Postmaster>;
}

function operate(running: RunningCluster): Cluster {
  const { programs, folder, port, password } = running;
  let postmaster = running.postmaster;
  return {
    programs,
    port,
    socket: folder.socket,
    folder: folder.root,
    pid: () => postmaster.pid,
    url: (database = 'postgres', login = { role: superuser, password }) =>
      `postgresql://${encodeURIComponent(login.role)}:${encodeURIComponent(login.password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    async stop(mode = 'fast', after = 'remove') {
      await postmaster.stop(mode);
      if (after === 'remove') await rm(folder.root, { recursive: true, force: true });
      else await keepClusterFolder(folder.root);
    },
    async restart(mode = 'fast') {
      await postmaster.stop(mode);
      postmaster = await running.start(port);
    },
  };
}
