import { beforeAll, describe, expect, test } from 'vitest';
import { Fence } from '../../../src/domain/ids.ts';
import { proveBackup } from '../../../src/services/backups/prove-by-hand.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { effort, openWorld, take } from './world.ts';

const run = 'verify-shop';
const clock = { now: () => new Date() };

describe('rows that break a foreign key of their own schema, loaded past its triggers,', { timeout: 120_000 }, () => {
  const shop = freshDatabase();
  beforeAll(async () => {
    await ask(
      shop.url,
      'CREATE TABLE orders (id int PRIMARY KEY, "at" text); CREATE TABLE "Lines" (order_id int REFERENCES orders)',
    );
    await ask(shop.url, 'INSERT INTO orders VALUES (1); INSERT INTO "Lines" VALUES (1), (NULL)');
    await ask(shop.superuserUrl, `SET session_replication_role = replica; INSERT INTO "Lines" VALUES (7), (8), (9)`);
  });
  const prove = async (world: Awaited<ReturnType<typeof openWorld>>) => {
    const backup = await take(world.backups);
    const tag = { run, fence: Fence.parse(Math.floor(Date.now() / 1_000)) };
    await proveBackup(world, clock, backup, { ...effort(), tag });
    return (await world.backups.read(backup.manifest.id))?.proof;
  };

  test('fail the proof at once, with the constraint, the count and what helps; made NOT VALID, they can be restored', async () => {
    const world = await openWorld({ url: shop.url });
    const proof = await prove(world);
    expect(proof).toMatchObject({ passed: false });
    const finding = proof?.findings.find(({ result }) => result === 'failed');
    expect(finding?.say).toContain('"Lines_order_id_fkey" on public."Lines" (3 rows refer to nothing)');
    expect(finding?.say).toMatch(/The server said: insert or update on table "Lines" violates foreign key constraint/);
    expect(finding?.hint).toContain('NOT VALID');
    expect(await world.copies.ofRun(run)).toEqual([]);

    await ask(
      shop.url,
      `ALTER TABLE "Lines" DROP CONSTRAINT "Lines_order_id_fkey",
         ADD CONSTRAINT "Lines_order_id_fkey" FOREIGN KEY (order_id) REFERENCES orders NOT VALID`,
    );
    expect(await prove(world)).toMatchObject({ passed: true });
  });
});
