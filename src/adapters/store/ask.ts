import type pg from 'pg';
import { type ErrorCode, RecourseError } from '../../domain/errors.ts';

/** Asks the store's database one statement. Everything that the store does goes through here. */
export type Ask = <Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/** @throws RecourseError `store-unreachable`, `rights-missing` or `disk-full` where the database is the reason */
export function askOver(pool: pg.Pool, where: string): Ask {
  return async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
    try {
      const result = await pool.query<Row>(sql, [...values]);
      return result.rows;
    } catch (error) {
      throw translate(error, where);
    }
  };
}

/** Turns a driver's error into ours where a person can act on it; a mistake of our own passes unchanged. */
export function translate(error: unknown, where: string): unknown {
  if (!(error instanceof Error) || error instanceof RecourseError) return error;
  const sqlstate = 'code' in error ? String(error.code) : '';
  const known = reasons.find(({ matches }) => matches(sqlstate, error.message));
  if (known === undefined) return error;
  // The driver's message may echo the connection string, so only its code is passed on.
  return new RecourseError(`${known.say} (${where}${sqlstate === '' ? '' : `, ${sqlstate}`})`, {
    code: known.code,
    hint: known.hint,
    facts: { where, sqlstate },
  });
}

interface Reason {
  readonly code: ErrorCode;
  readonly say: string;
  readonly hint: string;
  matches(sqlstate: string, message: string): boolean;
}

const reasons: readonly Reason[] = [
  {
    code: 'rights-missing',
    say: "The store's role may not do what the store needs",
    hint: 'Give the role CREATE on the database for the first start; afterwards it must own the schema "recourse".',
    matches: (sqlstate) => sqlstate === '42501',
  },
  {
    code: 'disk-full',
    say: 'The disk under the store is full',
    hint: 'Free space there. Nothing that was acknowledged is lost; what was refused may be asked again.',
    matches: (sqlstate) => sqlstate === '53100' || sqlstate === 'ENOSPC',
  },
  {
    code: 'store-unreachable',
    say: 'The store refused the login',
    hint: 'Check user, password and database name in DATABASE_URL, and pg_hba.conf on the server.',
    matches: (sqlstate) => /^(28|3D)/.test(sqlstate),
  },
  {
    code: 'store-unreachable',
    say: 'The store cannot be reached',
    hint: 'Check that the server of DATABASE_URL runs and may be reached from here. Recourse goes on by itself once it is back.',
    matches: (sqlstate, message) =>
      /^(08|57P|53300|25006)/.test(sqlstate) ||
      /^E(CONN|PIPE|TIMEDOUT|HOST|NET|NOTFOUND|AI_AGAIN|ADDR|NOENT)/.test(sqlstate) ||
      /connection terminated|connection ended|timeout exceeded|timeout expired|query read timeout|cannot use a pool/i.test(
        message,
      ),
  },
];
