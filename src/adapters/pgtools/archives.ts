import { makeStriker, type StrikeSecrets } from '../../domain/redaction.ts';
import { Secret } from '../../domain/secret.ts';
import type { Archives } from '../../ports/archives.ts';
import { checkPages } from './check-pages.ts';
import type { Child } from './child.ts';
import { dumpArchive } from './dump.ts';
import type { PostgresPrograms, ProgramName } from './find-programs.ts';
import { divideUrl } from './libpq.ts';
import { formatVersion } from './program-version.ts';
import { restoreArchive } from './restore.ts';
import type { SealWishes } from './seal.ts';

export interface ArchiveWishes {
  readonly programs: PostgresPrograms;
  /** Production's URL; a secret. */
  readonly url: string;
  /** A dump uses so many sessions. */
  readonly jobs: number;
  /** A restore uses so many; as many as a dump unless it is said. */
  readonly restoreJobs?: number;
  /** pg_dump waits so long for a table's lock, and no longer. */
  readonly lockWaitMs: number;
  /** The runbook's `--no-owner --no-acl` (B5). */
  readonly dropOwnersAndRights: boolean;
  /** Absolute path of `age`; undefined where it is not installed. */
  readonly age: string | undefined;
  /** Keys that new backups are encrypted for; none: they are not. */
  readonly recipients: readonly string[];
  readonly identityFile: string | undefined;
}

/** Everything that the single operations need, made once. */
export interface Toolbox {
  readonly wishes: ArchiveWishes;
  readonly strike: StrikeSecrets;
  readonly seal: SealWishes;
  /** A program of PostgreSQL's that connects to `database`, or to the URL's own. */
  connected(program: ProgramName, args: readonly string[], database?: string): Child;
  /** A program of PostgreSQL's that only reads files. */
  unconnected(program: ProgramName, args: readonly string[]): Child;
}

/** pg_dump, pg_restore and pg_amcheck against one server. */
export function createArchives(wishes: ArchiveWishes): Archives {
  const tools = openToolbox(wishes);
  return {
    clientVersion: formatVersion(wishes.programs.version),
    dump: (given, effort) => dumpArchive(tools, given, effort),
    restore: (given, effort) => restoreArchive(tools, given, effort),
    checkPages: (database, effort) => checkPages(tools, database, effort),
  };
}

export function openToolbox(wishes: ArchiveWishes): Toolbox {
  const strike = makeStriker([new Secret(wishes.url)]);
  const { age, recipients, identityFile } = wishes;
  return {
    wishes,
    strike,
    seal: { age, recipients, identityFile, strike },
    connected: (program, args, database) => {
      const { dbname, password } = divideUrl(wishes.url, database);
      return {
        program: wishes.programs.path(program),
        // pg_amcheck reads --dbname as a pattern of names, the others as where to connect.
        args: [...args, program === 'pg_amcheck' ? dbname : `--dbname=${dbname}`],
        env: { PGPASSWORD: password },
        strike,
      };
    },
    unconnected: (program, args) => ({ program: wishes.programs.path(program), args, env: {}, strike }),
  };
}
