import { type ErrorCode, RecourseError } from '../../domain/errors.ts';
import { codeOf } from './sqlstate.ts';

interface Meaning {
  readonly code: ErrorCode;
  readonly hint: string;
}

/** What a failed statement means for people, by SQLSTATE. */
const meanings: Readonly<Record<string, Meaning>> = {
  '42501': {
    code: 'rights-missing',
    hint: 'Let the role in the URL own the database and its tables, or grant it what is named here.',
  },
  '53100': { code: 'disk-full', hint: 'Free space on the database server.' },
  '53200': { code: 'database-refused', hint: 'The server is out of memory. Free some and try again.' },
  '55P03': {
    code: 'timed-out',
    hint: 'Something holds a lock, perhaps a migration. Try again when it has finished.',
  },
  '57014': { code: 'timed-out', hint: 'The statement took longer than it may. Try again when the server is quieter.' },
};

const gone: Meaning = {
  code: 'database-unreachable',
  hint: 'The connection ended in the middle. Check that the server runs, then try again: nothing was left half done.',
};

const refused: Meaning = { code: 'database-refused', hint: 'Read what the server said; it names the object.' };

/** Turns what the driver threw into an error that a person can act on. Ours pass through unchanged. */
export function sqlError(doing: string, cause: unknown): Error {
  if (cause instanceof RecourseError || (cause instanceof Error && cause.name === 'AbortError')) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  const sqlstate = sqlstateOf(cause);
  const meaning = isGone(sqlstate, said) ? gone : (meanings[sqlstate ?? ''] ?? refused);
  return new RecourseError(`${doing} failed: ${said}${sqlstate === null ? '' : ` (${sqlstate})`}`, {
    ...meaning,
    facts: { sqlstate },
    cause,
  });
}

/** Null where the failure did not come from the server: `EPIPE` looks like a SQLSTATE, but those hold a digit. */
function sqlstateOf(error: unknown): string | null {
  const code = codeOf(error);
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** Classes 08 and 57P are ended connections; the driver's own words have no SQLSTATE. */
function isGone(sqlstate: string | null, said: string): boolean {
  if (sqlstate !== null) return sqlstate.startsWith('08') || sqlstate.startsWith('57P');
  return /terminat|ECONN|EPIPE|not queryable|socket/i.test(said);
}
