import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import type { DrillRecord } from '../../../src/domain/drill-record.ts';
import { theBot } from '../../../src/domain/person.ts';
import { readDrills, writeDrill } from '../../../src/services/drills/drill-log.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask, until } from '../../support/target.ts';
import { effort, openWorld } from '../backups/world.ts';
import { drilledService } from './drill-world.ts';
import { keeperOf } from './keeper.ts';
import type { Errand } from './keeper-runner.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const runner = fileURLToPath(new URL('keeper-runner.ts', import.meta.url));
const service = drilledService();

beforeAll(() =>
  ask(shop.url, 'CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users SELECT generate_series(1, 5000)'),
);

async function killAt(errand: Errand): Promise<void> {
  const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(errand.stopAt)) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
}

test('a drill killed with -9 in the middle of its restore is told as interrupted, swept, and held again once', async () => {
  const store = await openStore({ databaseUrl: journal.url }, { leaseMs: 6_000 });
  onTestFinished(() => store.close());
  const world = await openWorld({ url: shop.url, home: store.identity, policy: { required_tables: ['users'] } });
  await world.backups.take({ kind: 'weekly', takenBy: 'schedule', appCommit: null }, effort());
  await writeDrill(store.drills, service, ({ now }) => ({
    body: { kind: 'drill-asked', number: 1, reason: 'schedule', due: now, from: null },
    by: theBot,
    guard: { work: 'due' },
  }));
  const { vaultPath } = world;
  const stopAt = 'Restoring';
  await killAt({ url: shop.url, programs: inject('cluster').programs, vaultPath, storeUrl: journal.url, stopAt });
  expect(await world.copies.ofRun('drill-shop')).toHaveLength(1);

  const told: DrillRecord[] = [];
  const keeper = keeperOf({ store, world, service, told: (drill) => told.push(drill) });
  onTestFinished(() => keeper.stop());
  const sight = () => readDrills(store.drills, service);
  await until(async () => {
    keeper.wake();
    const { drills } = (await sight()).history;
    return drills.length === 2 && drills.every(({ state }) => state === 'ended');
  }, 45_000);
  const { drills, calendar } = (await sight()).history;
  expect(calendar?.schedule).toBe(service.drill.schedule);
  expect(drills.map(({ reason, report }) => [reason, report?.result, report?.trouble?.kind])).toEqual([
    ['schedule', 'could-not-be-run', 'interrupted'],
    ['again', 'passed', undefined],
  ]);
  expect(drills[0]?.phases.map(({ phase }) => phase)).toEqual(['sweep', 'choose', 'inspect', 'fetch']);
  expect(drills[0]?.followUp).toMatchObject({ owner: 'U0LEAD', done: null });
  expect(drills[0]?.report?.findings).toMatchObject([{ check: 'scratch', result: 'passed' }]);
  expect(await world.copies.ofRun('drill-shop')).toEqual([]);
  await until(() => told.some(({ report }) => report?.result === 'passed'));
}, 120_000);
