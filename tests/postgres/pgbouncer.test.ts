import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../../demo/cluster/free-port.ts';
import { isBouncerPaused, pauseBouncer, resumeBouncer } from '../../src/adapters/postgres/pgbouncer.ts';
import { createSwap } from '../../src/adapters/postgres/swap.ts';
import { databaseUrl, owner } from '../support/cluster.ts';
import { type SwapScene, stageSwap } from '../support/swap-scene.ts';
import { until } from '../support/target.ts';

let scene: SwapScene;
let bouncer: ChildProcess;
let port: number;
const through = (database: string) => `postgresql://${owner().role}@127.0.0.1:${port}/${database}`;
const adminOf = () => ({ adminUrl: through('pgbouncer'), database: scene.intent.productionName });

beforeAll(async () => {
  scene = await stageSwap();
  port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'bouncer-'));
  chmodSync(folder, 0o755);
  const server = new URL(databaseUrl(scene.intent.productionName));
  const config = `[databases]\n* = host=${server.hostname} port=${server.port} user=${owner().role} password=${owner().password}
[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction
admin_users = any\nlogfile =\nserver_login_retry = 1\nignore_startup_parameters = extra_float_digits\n`;
  writeFileSync(join(folder, 'bouncer.ini'), config.replace('admin_users = any', `admin_users = ${owner().role}`));
  const asPostgres = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
  bouncer = spawn('pgbouncer', [...asPostgres, join(folder, 'bouncer.ini')], { stdio: 'ignore' });
  await until(() =>
    isBouncerPaused(adminOf(), scene.effort.tag).then(
      () => true,
      () => false,
    ),
  );
});
afterAll(async () => {
  const ended = once(bouncer, 'exit');
  bouncer.kill('SIGKILL');
  await ended;
  await scene.remove();
});

test('through PgBouncer, clients see a stall and not one error while production is swapped and swapped back', async () => {
  const swap = createSwap({ target: { url: scene.url }, bouncer: adminOf() });
  const { intent, copy, grant, effort } = scene;
  let [going, answered] = [true, 0];
  const errors: unknown[] = [];
  const names = new Set<string>();
  const one = async () => {
    while (going) {
      const client = new pg.Client({ connectionString: through(intent.productionName) });
      client.on('error', () => undefined);
      try {
        await client.connect();
        names.add((await client.query<{ name: string }>('SELECT name FROM who_am_i')).rows[0]?.name ?? '');
        answered += 1;
      } catch (error) {
        errors.push(error);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  };
  const crowd = Promise.all(Array.from({ length: 20 }, one));
  await until(() => answered > 50);
  await swap.promote(intent, copy, grant, effort);
  await until(() => names.has('copy'));
  await swap.undo(intent, grant, effort);
  const before = answered;
  await until(() => answered > before + 50);
  going = false;
  await crowd;
  expect(errors).toEqual([]);
  expect([...names].toSorted()).toEqual(['copy', 'original']);
});

test('pausing and resuming may be asked twice, and reopening lets waiting clients go on', async () => {
  const { tag } = scene.effort;
  await pauseBouncer(adminOf(), tag);
  await pauseBouncer(adminOf(), tag);
  expect(await isBouncerPaused(adminOf(), tag)).toBe(true);
  await createSwap({ target: { url: scene.url }, bouncer: adminOf() }).reopen(scene.intent);
  expect(await isBouncerPaused(adminOf(), tag)).toBe(false);
  await resumeBouncer(adminOf(), tag);
});
