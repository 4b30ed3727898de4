import pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { RecourseError } from '../../domain/errors.ts';
import { type RunTag, tagText } from '../../ports/run-tag.ts';

/** Where a service's production lives, and how long we wait for a connection. The URL is a secret and never shown. */
export interface Target {
  readonly url: string;
  readonly connectTimeoutMs?: number;
}

/** Connects to the target's own database, or to another one of the same cluster. */
export async function connect(target: Target, tag: RunTag, database?: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...connectionOf(target, database),
    application_name: tagText(tag),
    connectionTimeoutMillis: target.connectTimeoutMs ?? 10_000,
  });
  // A server that ends our session (57P01) is reported by the statement that notices; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unreachable(target, database, error);
  }
}

/** Connects, works, and always hangs up. */
export async function withClient<Result>(
  target: Target,
  tag: RunTag,
  database: string | undefined,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = await connect(target, tag, database);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The database that a URL names. */
export function databaseNameOf(target: Target): string {
  const name = decodeURIComponent(new URL(target.url).pathname.slice(1));
  return name === '' ? decodeURIComponent(new URL(target.url).username) : name;
}

/** The driver leaves `%2F` and its kin in a database's name as they are, so the name is given to it beside the URL. */
function connectionOf(target: Target, database: string | undefined): pg.ClientConfig {
  const url = new URL(target.url);
  url.pathname = '/';
  return { ...parseIntoClientConfig(url.href), database: database ?? databaseNameOf(target) };
}

function unreachable(target: Target, database: string | undefined, error: unknown): RecourseError {
  const url = new URL(target.url);
  const where = `${database ?? databaseNameOf(target)} on ${url.hostname}:${url.port || '5432'} as ${url.username}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  // The driver's own message can echo parts of the connection string, so only its code is passed on.
  return new RecourseError(`PostgreSQL did not let us in: ${where} (${code}).`, {
    code: 'database-unreachable',
    hint: hints[code] ?? 'Check that the server runs and that this machine may reach it.',
    facts: { host: url.hostname, database: database ?? databaseNameOf(target), role: url.username, sqlstate: code },
  });
}

const hints: Readonly<Record<string, string>> = {
  '28P01': 'The password was refused. Check the environment variable that holds the URL.',
  '28000': 'The role may not connect from here. Check pg_hba.conf.',
  '3D000':
    'There is no database of that name. Check the URL; if a swap was interrupted, `recourse incident list` shows it.',
  '55000':
    'The database accepts no connections: a gate is closed. Recourse opens it again when its incident is resumed.',
  '53300': 'The server has no free connections. Free some, or raise max_connections.',
  ECONNREFUSED: 'Nothing listens there. Check host and port, and that the server runs.',
  ENOTFOUND: 'The host name is not known. Check the URL.',
};
