import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWriteFreeze } from '../../src/adapters/postgres/freeze.ts';
import { databaseUrl, freshDatabase, onServer, owner } from '../support/cluster.ts';
import { raiseFence } from '../support/swap-scene.ts';
import { approve, ask, effortOf, newRun } from '../support/target.ts';

const database = freshDatabase();
const app = { role: `app_${randomBytes(4).toString('hex')}`, password: 'app' };
const appUrl = () => databaseUrl(database.name, app);
const unused = () => {
  throw new Error('not part of this test');
};
const gateFor = (...roles: string[]) =>
  createWriteFreeze({
    target: { url: database.url },
    methods: [{ method: 'connection-gate', roles }],
    proveForMs: 100,
    commands: { run: unused },
    webhooks: { post: unused },
    secretOf: unused,
  });
const rights = () =>
  ask(
    databaseUrl('postgres'),
    'SELECT acl::text FROM pg_database, unnest(datacl) AS acl WHERE datname = $1 ORDER BY 1',
    [database.name],
  );

beforeAll(async () => {
  await onServer((client) => client.query(`CREATE ROLE ${app.role} LOGIN PASSWORD 'app'`));
  await ask(database.url, `REVOKE CONNECT ON DATABASE ${database.name} FROM PUBLIC`);
  await ask(database.url, `GRANT CONNECT, TEMPORARY ON DATABASE ${database.name} TO ${app.role}`);
  await ask(database.url, `CREATE TABLE notes (id int); GRANT INSERT ON notes TO ${app.role}`);
});
afterAll(async () => {
  await onServer((client) => client.query(`DROP OWNED BY ${app.role}`), database.name);
  await onServer((client) => client.query(`DROP ROLE ${app.role}`));
});

describe('the connection gate', () => {
  test('ends the service’s sessions, keeps them out, and gives every right back', async () => {
    const run = newRun();
    const before = await rights();
    const session = new pg.Client({ connectionString: appUrl() });
    session.on('error', () => undefined); // told twice: that it was ended, and that it is gone
    const ended = once(session, 'error');
    await session.connect();
    const gate = gateFor(app.role);
    await gate.freeze(approve(run), effortOf(run));
    expect((await ended)[0]).toMatchObject({ code: '57P01' });
    await expect(ask(appUrl(), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
    expect(await gate.isHeld(effortOf(run).tag)).toBe(true);
    await gate.freeze(approve(run), effortOf(run)); // asked twice: still remembers the rights from before the first
    await gate.resume(effortOf(run));
    expect(await rights()).toEqual(before);
    expect(await gate.isHeld(effortOf(run).tag)).toBe(false);
    expect(await ask(appUrl(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('closed by a conductor that was killed is opened by the next, rights as before', async () => {
    const run = newRun();
    const before = await rights();
    const runner = fileURLToPath(new URL('../support/swap-runner.ts', import.meta.url));
    const stopAt = 'proving that nobody writes';
    const errand = { what: 'freeze', url: database.url, run, fence: 1, stopAt, roles: [app.role] };
    const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === stopAt) child.kill('SIGKILL');
    }
    await expect(ask(appUrl(), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
    await raiseFence(database.url, run, 2);
    const next = gateFor(app.role);
    expect(await next.isHeld(effortOf(run, 2).tag)).toBe(true);
    await next.resume(effortOf(run, 2));
    expect(await rights()).toEqual(before);
    await next.resume(effortOf(run, 2));
  });

  test('says that it cannot keep out the owner or a superuser, and changes nothing', async () => {
    const run = newRun();
    const before = await rights();
    await expect(gateFor(app.role, owner().role).freeze(approve(run), effortOf(run))).rejects.toMatchObject({
      code: 'freeze-not-proved',
      message: expect.stringContaining(`${owner().role} is the owner of the database`),
    });
    expect(await rights()).toEqual(before);
  });

  test('is not proved where a role can still come in by a membership', async () => {
    const run = newRun();
    const before = await rights();
    const group = `group_${app.role}`;
    await onServer(async (client) => {
      await client.query(`CREATE ROLE ${group}; GRANT ${group} TO ${app.role}`);
      await client.query(`GRANT CONNECT ON DATABASE ${database.name} TO ${group}`);
    });
    await expect(gateFor(app.role).freeze(approve(run), effortOf(run))).rejects.toMatchObject({
      code: 'freeze-not-proved',
      message: expect.stringContaining(app.role),
    });
    await onServer((client) => client.query(`DROP OWNED BY ${group}; DROP ROLE ${group}`), database.name);
    expect(await rights()).toEqual(before);
  });
});

test('a gate that was closed by the next conductor is not opened by one that was paused and wakes up', async () => {
  const run = newRun();
  const before = await rights();
  await gateFor(app.role).freeze(approve(run), effortOf(run));
  await raiseFence(database.url, run, 2);
  const next = gateFor(app.role);
  await next.freeze(approve(run), effortOf(run, 2));
  await expect(gateFor(app.role).resume(effortOf(run))).rejects.toMatchObject({ code: 'fenced-off' });
  expect(await next.isHeld(effortOf(run, 2).tag)).toBe(true);
  await next.resume(effortOf(run, 2));
  expect(await rights()).toEqual(before);
});
