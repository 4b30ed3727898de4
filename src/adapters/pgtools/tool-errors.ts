import { basename } from 'node:path';
import { type ErrorCode, RecourseError } from '../../domain/errors.ts';

interface Meaning {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly hint: string;
}

/** What the programs' words mean, the first that fits. They speak English: their locale is C. */
const meanings: readonly Meaning[] = [
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    code: 'disk-full',
    hint: 'Free space there and try again; nothing half-written was left behind.',
  },
  {
    pattern: /lock timeout/,
    code: 'timed-out',
    hint: 'A table is locked, perhaps by a migration. Take the backup when it has finished.',
  },
  {
    pattern: /no identity matched|malformed recipient|age: error/,
    code: 'bad-configuration',
    hint: 'Check the age recipients in recourse.yaml and the identity file of this machine: it must belong to one of them.',
  },
  {
    pattern: /permission denied|must be (owner|member|superuser)|row-level security|must be able to SET ROLE/,
    code: 'rights-missing',
    hint: 'Let the role in the URL own the database and its tables, or grant it what is named here.',
  },
  {
    pattern: /password authentication|connection to server|terminating connection|server closed|no connection/,
    code: 'database-unreachable',
    hint: 'Check that the server runs and that the URL is right, then try again: nothing was left half done.',
  },
];

/** age ends every error with where to report it, which is nobody's next move here. */
const advert = /^age: report unexpected or unhelpful errors at/;

/** How a child ended, as execa tells it. */
interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly cause?: unknown;
}

/** Explains a child that failed. `said` are its last words, without secrets. */
export function toolError(program: string, said: readonly string[], ending: Ending): RecourseError {
  const name = basename(program);
  if (ending.exitCode === undefined && ending.signal === undefined) return notStarted(program, ending);
  const words = said.filter((line) => line.trim() !== '' && !advert.test(line)).join('\n');
  const meaning = meanings.find(({ pattern }) => pattern.test(words));
  const how = ending.signal === undefined ? `ended with ${ending.exitCode}` : `was ended by ${ending.signal}`;
  return new RecourseError(`${name} ${how}${words === '' ? '.' : `: ${words}`}`, {
    code: meaning?.code ?? 'tool-failed',
    hint: meaning?.hint ?? `Read what ${name} said; it names the object.`,
    facts: { program, exitCode: ending.exitCode ?? null, signal: ending.signal ?? null },
  });
}

function notStarted(program: string, { cause }: Ending): RecourseError {
  return new RecourseError(`${program} could not be started.`, {
    code: 'tool-missing',
    hint: 'Install it where that path points, or set PG_BIN to the folder that holds PostgreSQL’s programs.',
    facts: { program },
    cause,
  });
}
