import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { quoteName } from './identifiers.ts';
import { codeOf } from './sqlstate.ts';
import { listSessions } from './swap-gate.ts';

/**
 * Drops a database and ends who is still in it; it is no error when it is gone. FORCE refuses a role without superuser
 * rights or pg_signal_backend as soon as autovacuum is in there, whose process belongs to no role. Without FORCE the
 * server ends autovacuum itself and waits 5 seconds for the rest, so our own sessions are ended before.
 *
 * @throws RecourseError `database-refused` with who is in it, where that could not be ended
 */
export async function dropDatabase(client: pg.Client, database: { readonly name: string; readonly oid: number }) {
  const drop = `DROP DATABASE IF EXISTS ${quoteName(database.name)}`;
  try {
    await client.query(`${drop} WITH (FORCE)`);
  } catch (error) {
    if (codeOf(error) !== '42501') throw await inUseOr(client, database, error);
    await endWhoMayBeEnded(client, database.oid);
    await client.query(drop).catch(async (cause: unknown) => {
      throw await inUseOr(client, database, cause);
    });
  }
}

async function endWhoMayBeEnded(client: pg.Client, oid: number): Promise<void> {
  const pids = (await listSessions(client, [oid])).filter((session) => session.mayEnd).map(({ pid }) => pid);
  await client.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids]);
}

async function inUseOr(
  client: pg.Client,
  database: { readonly name: string; readonly oid: number },
  cause: unknown,
): Promise<unknown> {
  if (codeOf(cause) !== '55006') return cause;
  const sessions = (await listSessions(client, [database.oid])).map((session) => session.say);
  // A prepared transaction, a slot or a subscription is no session: then the server's own words say what it is.
  const said = sessions.length > 0 ? sessions.join('; ') : detailOf(cause);
  return new RecourseError(`${database.name} is still in use and was not dropped: ${said}.`, {
    code: 'database-refused',
    hint: 'End what is named here, as its owner or as a superuser (SELECT pg_terminate_backend(pid); ROLLBACK PREPARED …), then try again. Granting pg_signal_backend to our role lets it do so itself.',
    facts: { database: database.name, oid: database.oid, sessions: said },
    cause,
  });
}

function detailOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const detail = 'detail' in cause && typeof cause.detail === 'string' ? ` (${cause.detail.replace(/\.$/, '')})` : '';
  return `${cause.message}${detail}`;
}
