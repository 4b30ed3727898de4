import pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { type RunTag, tagText } from '../../ports/run-tag.ts';
import { quoteName } from './identifiers.ts';

/** PAUSE waits for running transactions; one that takes longer than this would hold everybody up. */
const answerWithinMs = 15_000;

/** A PgBouncer's admin console. The URL is a secret and never shown. */
export interface Bouncer {
  readonly adminUrl: string;
  /** The database as PgBouncer's configuration names it. */
  readonly database: string;
}

/**
 * Lets running transactions finish and makes new ones wait: clients see a stall and no error. Pausing what is paused is fine.
 *
 * @throws RecourseError `swap-blocked` when it did not happen in 15 s; then it was taken back
 */
export async function pauseBouncer(bouncer: Bouncer, tag: RunTag): Promise<void> {
  try {
    await tell(bouncer, tag, 'PAUSE', /already (suspended|paused)/i);
  } catch (error) {
    await resumeBouncer(bouncer, tag).catch(() => undefined);
    throw error;
  }
}

/** Lets waiting clients go on. Resuming what is not paused is fine. */
export async function resumeBouncer(bouncer: Bouncer, tag: RunTag): Promise<void> {
  await tell(bouncer, tag, 'RESUME', /not paused/i);
}

/** Whether PgBouncer keeps that database paused now. */
export async function isBouncerPaused(bouncer: Bouncer, tag: RunTag): Promise<boolean> {
  const { rows } = await ask<{ name: string; paused: string | number }>(bouncer, tag, 'SHOW DATABASES');
  return rows.some((row) => row.name === bouncer.database && Number(row.paused) === 1);
}

async function tell(bouncer: Bouncer, tag: RunTag, verb: 'PAUSE' | 'RESUME', harmless: RegExp): Promise<void> {
  try {
    await ask(bouncer, tag, `${verb} ${quoteName(bouncer.database)}`);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (harmless.test(said)) return;
    throw new RecourseError(`PgBouncer did not ${verb} ${bouncer.database}: ${said}`, {
      code: 'swap-blocked',
      hint: 'Check that the admin URL’s user stands in admin_users, and look for long transactions with SHOW CLIENTS.',
      facts: { database: bouncer.database, verb },
      cause: error,
    });
  }
}

/** The console speaks the simple protocol only: no parameters. */
async function ask<Row extends pg.QueryResultRow>(
  bouncer: Bouncer,
  tag: RunTag,
  statement: string,
): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({
    connectionString: bouncer.adminUrl,
    application_name: tagText(tag),
    connectionTimeoutMillis: 5_000,
    query_timeout: answerWithinMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query<Row>(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}
