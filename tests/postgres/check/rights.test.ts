import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseUrl, freshDatabase, onServer, owner } from '../../support/cluster.ts';
import { checkWorld } from './world.ts';

const database = freshDatabase();
const world = checkWorld();
const password = randomBytes(9).toString('hex');
/** Roles belong to the cluster, and other files use it at the same time: these are ours alone. */
const me = `me_${randomBytes(4).toString('hex')}`;
const other = `other_${randomBytes(4).toString('hex')}`;

const asSuperuser = (sql: string) => onServer((client) => client.query(sql), database.name);
const look = () => world.check({ url: databaseUrl(database.name, { role: me, password }) });

beforeAll(async () => {
  await asSuperuser('CREATE TABLE users (id bigint PRIMARY KEY)');
});
/** The cluster's one control database may stand already, made by another file's login; for these tests it is ours. */
async function giveControlTo(role: string): Promise<void> {
  const there = await asSuperuser("SELECT 1 FROM pg_database WHERE datname = 'recourse_control'");
  if (there.rowCount === 1) await asSuperuser(`ALTER DATABASE recourse_control OWNER TO ${role}`);
}

beforeEach(async () => {
  await asSuperuser(`CREATE ROLE ${me} LOGIN CREATEDB PASSWORD '${password}'; CREATE ROLE ${other}`);
  await asSuperuser(
    `GRANT pg_signal_backend TO ${me}; ALTER DATABASE ${database.name} OWNER TO ${me}; ALTER TABLE users OWNER TO ${me}`,
  );
  await giveControlTo(me);
});
afterEach(async () => {
  await giveControlTo(owner().role);
  await asSuperuser(`ALTER DATABASE ${database.name} OWNER TO postgres; ALTER TABLE users OWNER TO postgres`);
  await asSuperuser(
    `ALTER DATABASE ${database.name} RESET ALL; DROP TABLE IF EXISTS notes; DROP EXTENSION IF EXISTS pageinspect`,
  );
  await asSuperuser(`DROP OWNED BY ${me}, ${other}; DROP ROLE ${me}, ${other}`);
});

test('an owner with CREATEDB and pg_signal_backend may do all, without being superuser', async () => {
  const { of } = await look();
  expect(of('rights', 'passed')).toEqual([`${me} may do all that a restore needs`]);
  expect([...of('rights', 'failed'), ...of('rights', 'warned')]).toEqual([]);
});

describe('a right that is missing is named, and the statement that is printed gives it', () => {
  test.each([
    [
      'ownership of the database',
      `ALTER DATABASE ${database.name} OWNER TO ${other}`,
      /belongs to other_\w+, so me_\w+ cannot rename it/,
    ],
    ['CREATEDB', `ALTER ROLE ${me} NOCREATEDB`, /may not create databases/],
    ['pg_signal_backend', `REVOKE pg_signal_backend FROM ${me}`, /may not end other roles’ sessions/],
    [
      'membership in an owner',
      `CREATE TABLE notes (); GRANT SELECT ON notes TO ${me}; ALTER TABLE notes OWNER TO ${other}`,
      /other_\w+ owns objects that me_\w+ could not give back/,
    ],
    [
      'reading a table',
      `CREATE TABLE notes (); ALTER TABLE notes OWNER TO ${me}; REVOKE SELECT ON notes FROM ${me}`,
      /may not read public\.notes, so a backup would fail/,
    ],
  ])('%s', async (_, takeAway, says) => {
    await asSuperuser(takeAway);
    const found = await look();
    const failures = found.of('rights', 'failed');
    expect(failures).toEqual([expect.stringMatching(says)]);
    expect(found.exitCode).toBe(1);
    await asSuperuser(/Run as a superuser: (.*)$/.exec(failures[0] ?? '')?.[1] ?? '');
    expect((await look()).of('rights', 'failed')).toEqual([]);
  });
});

test('a setting that only a superuser can give to a copy is named, and can be granted since PostgreSQL 15', async () => {
  await asSuperuser(`ALTER DATABASE ${database.name} SET log_min_duration_statement = 500`);
  const [warning = ''] = (await look()).of('rights', 'warned');
  expect(warning).toContain(
    `log_min_duration_statement → Run as a superuser: GRANT SET ON PARAMETER log_min_duration_statement TO "${me}"`,
  );
  await asSuperuser(/Run as a superuser: (.*)$/.exec(warning)?.[1] ?? '');
  expect((await look()).of('rights', 'warned')).toEqual([]);
});

test('an extension that only a superuser can make is named', async () => {
  const known = await asSuperuser("SELECT 1 FROM pg_available_extensions WHERE name = 'pageinspect'");
  expect(known.rowCount, 'the server has the usual extensions').toBe(1);
  await asSuperuser('CREATE EXTENSION pageinspect');
  expect((await look()).of('rights', 'warned')).toEqual([
    expect.stringContaining('a restore may fail at them: pageinspect'),
  ]);
});

test('a superuser works and is warned about', async () => {
  const { of } = await world.check({ url: database.superuserUrl });
  expect(of('rights', 'warned')).toEqual([
    expect.stringContaining('postgres is a superuser → A restore would run functions'),
  ]);
});

test('looking leaves nothing behind', async () => {
  await look();
  const { rows } = await asSuperuser(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = '${me}'`);
  expect(rows).toEqual([{ n: 0 }]);
});
