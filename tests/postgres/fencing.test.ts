import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type pg from 'pg';
import { describe, expect, test } from 'vitest';
import { startCluster } from '../../demo/cluster/start-cluster.ts';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { withControl } from '../../src/adapters/postgres/control.ts';
import { createFencing } from '../../src/adapters/postgres/fencing.ts';
import { localProcesses } from '../../src/adapters/system/local-processes.ts';
import { databaseUrl, freshDatabase } from '../support/cluster.ts';
import { ask, effortOf, newRun } from '../support/target.ts';

const database = freshDatabase();
const fencing = () => createFencing({ target: { url: database.url }, processes: localProcesses });
const tag = (run: string, fence: number) => effortOf(run, fence).tag;

describe('raising the fence', () => {
  test('ends the sessions of older fences in every database, in the middle of a statement, and only those', async () => {
    const run = newRun();
    const target = { url: database.url };
    const old = await connect(target, tag(run, 1));
    const elsewhere = await connect(target, tag(run, 2), 'postgres');
    const current = await connect(target, tag(run, 3));
    const neighbour = await connect(target, tag(`${run}0`, 1)); // INC-10 is not INC-1
    await old.query('CREATE TABLE half (id int)');
    const running = old.query('INSERT INTO half SELECT 1 FROM pg_sleep(600)');
    const died = expect(running).rejects.toThrow();
    expect(await fencing().raise(tag(run, 3))).toEqual({ sessionsEnded: 2, processesEnded: 0 });
    await died;
    await expect(elsewhere.query('SELECT 1')).rejects.toThrow();
    expect((await current.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect((await neighbour.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await ask(database.url, 'SELECT * FROM half')).toEqual([]);
    await Promise.all([current.end(), neighbour.end()]);
  });

  test('is refused below the standing fence, and may be repeated at it', async () => {
    const run = newRun();
    await fencing().raise(tag(run, 5));
    await expect(fencing().raise(tag(run, 4))).rejects.toMatchObject({ code: 'fenced-off', facts: { standing: '5' } });
    await expect(fencing().raise(tag(run, 5))).resolves.toEqual({ sessionsEnded: 0, processesEnded: 0 });
  });

  test('of one store leaves alone what another store does under an incident of the same number', async () => {
    const run = newRun();
    const [old, made] = [
      { ...tag(run, 7), home: 'aaaaaaaa' },
      { ...tag(run, 1), home: 'bbbbbbbb' },
    ];
    await fencing().raise(old);
    const theirs = await connect({ url: database.url }, { ...old, fence: tag(run, 0).fence });
    await expect(fencing().raise(made)).resolves.toEqual({ sessionsEnded: 0, processesEnded: 0 });
    expect((await theirs.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await theirs.end();
  });

  test('ends local children of older fences by kill, and leaves the others alone', async () => {
    const run = newRun();
    const child = (value: string) => spawn('sleep', ['600'], { env: { RECOURSE_RUN: value }, stdio: 'ignore' });
    const old = [child(`recourse:${run}:1`), child(`${run}:2`)];
    const others = [child(`recourse:${run}:3`), child(`recourse:${run}1:1`)];
    const ended = Promise.all(old.map((one) => once(one, 'exit')));
    expect((await fencing().raise(tag(run, 3))).processesEnded).toBe(2);
    expect((await ended).map(([, signal]) => signal)).toEqual(['SIGKILL', 'SIGKILL']);
    expect(others.map((one) => one.exitCode ?? one.signalCode)).toEqual([null, null]);
    for (const one of others) one.kill('SIGKILL');
  });
});

describe('the control database', () => {
  test('is made once, however many arrive at the same time', async () => {
    const cluster = await startCluster();
    const arrive = () =>
      withControl({ url: cluster.url() }, tag(newRun(), 1), (control: pg.Client) =>
        control.query('SELECT 1 FROM fence'),
      );
    await expect(Promise.all(Array.from({ length: 8 }, arrive))).resolves.toHaveLength(8);
    await cluster.stop('immediate');
  });

  test('of another role is refused with the statement that would let us in', async () => {
    const login = { role: `stranger_${newRun().slice(4)}`, password: 'stranger' };
    await ask(databaseUrl('postgres'), `CREATE ROLE ${login.role} LOGIN CREATEDB PASSWORD 'stranger'`);
    await ask(databaseUrl('postgres'), `GRANT CONNECT ON DATABASE recourse_control TO ${login.role}`);
    const url = databaseUrl(database.name, login);
    await expect(
      createFencing({ target: { url }, processes: localProcesses }).raise(tag(newRun(), 1)),
    ).rejects.toMatchObject({
      code: 'rights-missing',
      hint: `Run as a superuser: GRANT test_owner TO ${login.role};`,
    });
    await ask(databaseUrl('postgres'), `DROP OWNED BY ${login.role}`);
    await ask(databaseUrl('recourse_control'), `REVOKE ALL ON DATABASE recourse_control FROM ${login.role}`);
    await ask(databaseUrl('postgres'), `DROP ROLE ${login.role}`);
  });
});
