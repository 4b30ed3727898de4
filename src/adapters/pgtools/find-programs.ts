import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { RecourseError } from '../../domain/errors.ts';
import { holdsProgram, listProgramFolders } from './program-folders.ts';
import { formatVersion, type ProgramVersion, parseVersion, warnOfOldPrograms } from './program-version.ts';

/** What backups and restores need: all of one version, so all from one folder. */
export const clientPrograms = ['pg_dump', 'pg_restore', 'psql'] as const;
/** What running a server needs, beside the clients. */
export const serverPrograms = [...clientPrograms, 'initdb', 'pg_ctl', 'postgres'] as const;

export type ProgramName = (typeof serverPrograms)[number] | 'pg_amcheck';

/** One folder of PostgreSQL programs that belong together. */
export interface PostgresPrograms {
  /** Absolute folder. */
  readonly folder: string;
  readonly version: ProgramVersion;
  /** Things an operator should know, e.g. an unfixed CVE; empty when there is nothing. */
  readonly warnings: readonly string[];
  /** Absolute path of one program of the folder. */
  path(program: ProgramName): string;
}

/** `pgBin` is the operator's PG_BIN and, where set, the only place looked at; `searchPath` is the operator's PATH. */
export interface ProgramSearch {
  readonly pgBin?: string | undefined;
  readonly searchPath: string;
  /** Programs that the folder must hold; the client programs when left out. */
  readonly wanted?: readonly ProgramName[];
}

/**
 * Finds PostgreSQL's programs: PG_BIN, else PATH, the distribution's folders (newest first), Homebrew's.
 * Throws RecourseError `tool-missing` that says what to install, or `tool-failed` when a program found does not run.
 */
export async function findPrograms(search: ProgramSearch): Promise<PostgresPrograms> {
  const wanted = search.wanted ?? clientPrograms;
  const folders = listProgramFolders(search);
  const folder = folders.find((candidate) => wanted.every((program) => holdsProgram(candidate, program)));
  if (folder === undefined) throw missingPrograms(search, wanted, folders);
  const version = await readVersion(folder, wanted[0] ?? 'pg_dump');
  const warning = warnOfOldPrograms(version);
  return {
    folder,
    version,
    warnings: warning === undefined ? [] : [warning],
    path: (program) => join(folder, program),
  };
}

async function readVersion(folder: string, program: ProgramName): Promise<ProgramVersion> {
  const command = join(folder, program);
  try {
    accessSync(command, constants.X_OK);
    const { stdout } = await execa(command, ['--version'], { timeout: 10_000 });
    const version = parseVersion(stdout);
    if (version === undefined) throw new Error(`it printed: ${stdout.slice(0, 200)}`);
    return version;
  } catch (error) {
    throw brokenProgram(command, error);
  }
}

function brokenProgram(command: string, cause: unknown): RecourseError {
  return new RecourseError(`${command} was found but does not tell its version.`, {
    code: 'tool-failed',
    hint: 'Run it by hand with --version; point PG_BIN at a folder with working PostgreSQL programs.',
    facts: { program: command },
    cause,
  });
}

function missingPrograms(search: ProgramSearch, wanted: readonly string[], folders: readonly string[]): RecourseError {
  const lacking = wanted.filter((program) => !folders.some((folder) => holdsProgram(folder, program)));
  const named = lacking.length > 0 ? lacking.join(', ') : `${wanted.join(', ')} together in one folder`;
  const needsServer = wanted.includes('initdb') || wanted.includes('postgres');
  const place = search.pgBin ? `PG_BIN (${search.pgBin})` : 'PATH, the distribution’s folders or Homebrew’s';
  return new RecourseError(`PostgreSQL programs not found in ${place}: ${named}.`, {
    code: 'tool-missing',
    hint: installAdvice(needsServer),
    facts: { lacking: named, ...(search.pgBin ? { pgBin: search.pgBin } : {}) },
  });
}

function installAdvice(needsServer: boolean): string {
  const debian = needsServer ? 'postgresql' : 'postgresql-client';
  const fedora = needsServer ? 'postgresql-server' : 'postgresql';
  const brew = needsServer ? 'postgresql@17' : 'libpq';
  return `Install them: Debian or Ubuntu "apt-get install ${debian}", Fedora "dnf install ${fedora}", macOS "brew install ${brew}"; or set PG_BIN to the folder that holds them.`;
}

/** `PostgreSQL programs 15.18 in /usr/lib/postgresql/15/bin`, for start-up lines and `recourse check`. */
export function describePrograms(programs: PostgresPrograms): string {
  return `PostgreSQL programs ${formatVersion(programs.version)} in ${programs.folder}`;
}
