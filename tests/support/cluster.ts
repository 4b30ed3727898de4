import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import { withClient } from '../../demo/cluster/with-client.ts';

/** A database that belongs to one test file (or one `describe`). Its URLs are there from `beforeAll` on. */
export interface FreshDatabase {
  readonly name: string;
  /** As the owner that services give to Recourse: no superuser, CREATEDB, pg_signal_backend. */
  readonly url: string;
  readonly superuserUrl: string;
}

/** Builds a template once per run; later databases are file copies of it, made in milliseconds. */
export interface Template {
  /** Unique per content, a word that can stand in a database's name. */
  readonly name: string;
  build(ownerUrl: string): Promise<void>;
}

/**
 * Call at the top of a file or `describe`: makes a database before its tests and drops it after them. When one of the
 * tests fails, the database stays and its name is printed.
 */
export function freshDatabase(from: { template?: Template } = {}): FreshDatabase {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const failed: string[] = [];

  beforeAll(async () => {
    const source = from.template === undefined ? 'template1' : await prepareTemplate(from.template);
    await onServer((client) => client.query(`CREATE DATABASE ${name} OWNER ${owner().role} TEMPLATE ${source}`));
  });
  beforeEach((context) => {
    context.onTestFailed(() => {
      failed.push(context.task.name);
    });
  });
  afterAll(async () => {
    await onServer((client) => (failed.length === 0 ? dropDatabase(client, name) : keepDatabase(client, name, failed)));
  });

  return {
    name,
    get url() {
      return databaseUrl(name, owner());
    },
    get superuserUrl() {
      return databaseUrl(name);
    },
  };
}

/** Connection string to a database of the run's cluster, by default as superuser. */
export function databaseUrl(database: string, login?: { role: string; password: string }): string {
  const url = new URL(inject('cluster').superuserUrl);
  url.pathname = `/${database}`;
  if (login !== undefined) {
    url.username = login.role;
    url.password = login.password;
  }
  return url.href;
}

/** The login that services give to Recourse. */
export function owner(): { role: string; password: string } {
  return inject('cluster').owner;
}

/** Runs work on the run's cluster as superuser, in the database `postgres` unless another is named. */
export function onServer<Result>(work: (client: pg.Client) => Promise<Result>, database = 'postgres'): Promise<Result> {
  return withClient(databaseUrl(database), work);
}

const templateLock = 7_231_001; // test files run at the same time: one builds, the others wait for it

async function prepareTemplate(template: Template): Promise<string> {
  const name = `template_${template.name}`;
  await onServer(async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    const ready = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
    if (ready.rowCount === 1) return;
    await dropDatabase(client, name); // an earlier build that failed half way
    await client.query(`CREATE DATABASE ${name} OWNER ${owner().role}`);
    await template.build(databaseUrl(name, owner()));
    await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  });
  return name;
}

/** Tests rename databases and close them to connections, so the drop asks neither for a name's past nor for sessions. */
async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function keepDatabase(client: pg.Client, name: string, failed: readonly string[]): Promise<void> {
  const note = client.escapeLiteral(`kept: ${failed.join(', ').slice(0, 300)}`);
  await client.query(`COMMENT ON DATABASE ${name} IS ${note}`);
  process.stderr.write(`kept database ${name} for the failed test: ${failed.join(', ')}\n`);
}
