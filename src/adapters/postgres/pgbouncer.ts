import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { type RunTag, tagText } from '../../ports/run-tag.ts';
import { quoteLiteral, quoteName } from './identifiers.ts';

/** PAUSE waits for running transactions; one that takes longer than this would hold everybody up. */
const answerWithinMs = 15_000;
const quickRetrySeconds = 0.05;
/** How long the first connection after RESUME may take before PgBouncer's own pace is given back to it. */
const servedWithinMs = 3_000;

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
  await withQuickRetry(bouncer, tag, async () => {
    await tell(bouncer, tag, 'RESUME', /not paused/i);
    await untilServed(bouncer, tag);
  });
}

/**
 * PAUSE breaks off PgBouncer's own logins that are under way and remembers them as failed; after RESUME it would then
 * try no other for `server_login_retry`, 15 seconds by default, and all clients would wait. So that is made short for
 * the moment of the RESUME.
 */
async function withQuickRetry(bouncer: Bouncer, tag: RunTag, work: () => Promise<void>): Promise<void> {
  const { rows } = await ask<{ key: string; value: string }>(bouncer, tag, 'SHOW CONFIG');
  const before = rows.find((row) => row.key === 'server_login_retry')?.value;
  if (before === undefined || !(Number(before) > quickRetrySeconds)) return work();
  await ask(bouncer, tag, `SET server_login_retry = '${quickRetrySeconds}'`);
  try {
    await work();
  } finally {
    await ask(bouncer, tag, `SET server_login_retry = ${quoteLiteral(before)}`);
  }
}

/** Until a connection to the server stands or nobody waits for one. */
async function untilServed(bouncer: Bouncer, tag: RunTag): Promise<void> {
  const deadline = Date.now() + servedWithinMs;
  while (Date.now() < deadline) {
    const { rows } = await ask<Record<'database' | 'cl_waiting' | 'sv_active' | 'sv_idle', string>>(
      bouncer,
      tag,
      'SHOW POOLS',
    );
    const pools = rows.filter((row) => row.database === bouncer.database);
    if (pools.every((pool) => Number(pool.cl_waiting) === 0 || Number(pool.sv_active) + Number(pool.sv_idle) > 0))
      return;
    await wait(20);
  }
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
