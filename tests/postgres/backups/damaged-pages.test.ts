import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../../../demo/cluster/start-cluster.ts';
import { ask } from '../../support/target.ts';
import { effort, openWorld, takeAndRestore } from './world.ts';

test('a damaged page in the copy is found, and its table named, though every row can be read', async () => {
  const cluster = await startCluster();
  onTestFinished(() => cluster.stop('immediate'));
  await ask(cluster.url(), 'CREATE DATABASE shop');
  await ask(cluster.url('shop'), 'CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 3000) AS i');
  await ask(cluster.url('shop'), 'CREATE INDEX by_m ON t (m)');
  const world = await openWorld({ url: cluster.url('shop') });
  const { backup, copy } = await takeAndRestore(world);

  const [index] = await ask<{ path: string }>(cluster.url(copy.name), "SELECT pg_relation_filepath('by_m') AS path");
  await cluster.restart('fast'); // so that the page is read from the disk again
  const file = await open(join(cluster.folder, 'data', index?.path ?? ''), 'r+');
  // The keys of the third page stand in the file as text: one letter more at its end breaks their order.
  await file.write('zzzz', 3 * 8192 - 60);
  await file.close();

  const findings = await world.copies.validate(copy, backup, effort());
  const failed = findings.filter(({ result }) => result === 'failed');
  expect(failed.map(({ check }) => check)).toEqual(['pages']);
  expect(failed[0]?.say).toMatch(/pg_amcheck found damage: .*by_m/);
});
