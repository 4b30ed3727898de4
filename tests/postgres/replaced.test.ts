import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createReplacedDatabases } from '../../src/adapters/postgres/replaced.ts';
import { Instant, toInstant } from '../../src/domain/ids.ts';
import type { ReplacedDatabase, ReplacedNews } from '../../src/domain/replaced.ts';
import type { ReplacedDatabases } from '../../src/ports/replaced.ts';
import type { ServicePorts } from '../../src/ports/service-ports.ts';
import { tendReplaced } from '../../src/services/replaced/tend-replaced.ts';
import { onServer } from '../support/cluster.ts';
import { policy } from '../support/incident-builder.ts';
import { type SwapScene, stageSwap } from '../support/swap-scene.ts';
import { ask } from '../support/target.ts';

const day = 86_400_000;
const service = policy();

let scene: SwapScene;
let replaced: ReplacedDatabases;
beforeEach(async () => {
  scene = await stageSwap();
  replaced = createReplacedDatabases({ target: { url: scene.url }, home: undefined });
  await onServer((client) => client.query(`COMMENT ON DATABASE ${scene.intent.productionName} IS 'the shop'`));
  await scene.swap.promote(scene.intent, scene.copy, scene.grant, scene.effort);
});
afterEach(() => scene.remove());

async function only(): Promise<ReplacedDatabase> {
  const [first, ...rest] = await replaced.list();
  if (first === undefined || rest.length > 0) throw new Error(`one was expected, not ${rest.length + 1}`);
  return first;
}

async function isThere(oid: number): Promise<boolean> {
  return (await ask(scene.url, 'SELECT 1 FROM pg_database WHERE oid = $1', [oid])).length === 1;
}

describe('a database that a promotion replaced', () => {
  test('is listed by oid, with its size and the incident; another store sees nothing', async () => {
    expect(await only()).toMatchObject({
      database: { name: scene.intent.keptName, oid: scene.intent.productionOid },
      run: scene.run,
      standing: 'there',
      doubt: null,
      kept: null,
    });
    expect((await only()).bytes).toBeGreaterThan(1_000_000);
    expect(await createReplacedDatabases({ target: { url: scene.url }, home: 'ffffffff' }).list()).toEqual([]);
  });

  test('has its comment back after undo, and what was production meanwhile is kept instead', async () => {
    await scene.swap.undo(scene.intent, scene.grant, scene.effort);
    expect((await only()).database.oid).toBe(scene.intent.copyOid);
    const [row] = await ask<{ comment: string }>(
      scene.url,
      "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = current_database()",
    );
    expect(row?.comment).toBe('the shop');
  });

  test('is dropped, and only then forgotten; a second drop does no harm', async () => {
    const { database } = await only();
    await replaced.drop(database);
    expect(await isThere(database.oid)).toBe(false);
    expect((await only()).standing).toBe('dropped');
    await replaced.drop(database);
    await replaced.forget(database);
    expect(await replaced.list()).toEqual([]);
    expect(await scene.whoIsProduction()).toBe('copy');
  });

  test.each([
    ['was opened', (name: string) => `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`, 'opened'],
    ['was renamed', (name: string) => `ALTER DATABASE ${name} RENAME TO ${name}_mine`, 'is called'],
    ['has another comment', (name: string) => `COMMENT ON DATABASE ${name} IS 'please keep'`, 'comment'],
  ])('is not dropped where it %s since', async (_, touch, why) => {
    const { database } = await only();
    await onServer((client) => client.query(touch(database.name)));
    expect((await only()).doubt).toContain(why);
    await expect(replaced.drop(database)).rejects.toMatchObject({ code: 'database-refused' });
    expect(await isThere(database.oid)).toBe(true);
    await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${database.name}_mine`));
  });

  test('is kept longer when somebody asks, and is warned about anew; not when its drop has begun', async () => {
    const { database } = await only();
    const [until, at] = [Instant.parse('2027-01-01T00:00:00.000Z'), toInstant(new Date())];
    await replaced.noteWarning(database, { end: at, at });
    expect(await replaced.keepUntil(database, until, 'U0DANA')).toBe(true);
    expect(await only()).toMatchObject({ kept: { until, by: 'U0DANA' }, warned: null });
    await replaced.drop(database);
    expect(await replaced.keepUntil(database, until, 'U0DANA')).toBe(false);
  });

  test('is looked after by one replica at a time', async () => {
    const other = createReplacedDatabases({ target: { url: scene.url }, home: undefined });
    const both = await replaced.inTurn(async () => [await other.inTurn(async () => 'both'), 'first']);
    expect(both).toEqual([null, 'first']);
    expect(await other.inTurn(async () => 'next')).toBe('next');
  });
});

/** A house whose clock and incidents the test sets, and an outbox that delivers at once unless it is told otherwise. */
function tending(given: { afterMs: number; live?: boolean; delivers?: boolean }, told: Map<string, ReplacedNews>) {
  const { afterMs, live = false, delivers = true } = given;
  const stuck: string[] = [];
  const house = {
    store: { now: async () => toInstant(new Date(Date.now() + afterMs)), list: async () => (live ? [{}] : []) },
    portsOf: () => ({ replaced }) as unknown as ServicePorts,
    outbox: { outcome: async (key: string) => (told.has(key) && delivers ? { kind: 'posted', ts: '1' } : null) },
  } as unknown as Parameters<typeof tendReplaced>[0]['house'];
  const tell = async (news: ReplacedNews) => void (told.has(news.key) || told.set(news.key, news));
  const run = () => tendReplaced({ house, tell, stuck: (_, why) => void stuck.push(why) }, service);
  return { run, stuck };
}

describe('looking after it', () => {
  test('says nothing for six days, warns a day before, drops when the day is over, and tells each once', async () => {
    const told = new Map<string, ReplacedNews>();
    const kinds = () => [...told.values()].map(({ kind }) => kind);
    const look = (afterMs: number) => tending({ afterMs }, told).run();
    await look(5.9 * day);
    expect(kinds()).toEqual([]);
    await look(6.1 * day);
    await look(6.5 * day);
    expect(kinds()).toEqual(['warned']);
    const oid = scene.intent.productionOid;
    expect(await isThere(oid)).toBe(true);
    await look(7.1 * day);
    expect(await isThere(oid)).toBe(false);
    await look(7.2 * day);
    expect(kinds()).toEqual(['warned', 'dropped']);
    expect(await replaced.list()).toEqual([]);
  });

  test.each([
    ['an incident is open', { live: true }, 'an incident of the service is open'],
    ['nobody has seen the warning', { delivers: false }, 'the warning has not reached the channel'],
  ])('drops nothing while %s', async (_, hindrance, why) => {
    const told = new Map<string, ReplacedNews>();
    await tending({ afterMs: 6.1 * day }, told).run();
    const held = tending({ afterMs: 30 * day, ...hindrance }, told);
    await held.run();
    expect(held.stuck).toEqual([why]);
    expect((await only()).standing).toBe('there');
  });

  test('leaves one alone to which somebody is connected, says who stands in the way, and tries again', async () => {
    const told = new Map<string, ReplacedNews>();
    const { keptName, productionOid } = scene.intent;
    const door = (open: boolean) =>
      onServer((client) => client.query(`ALTER DATABASE ${keptName} ALLOW_CONNECTIONS ${open}`));
    await tending({ afterMs: 6.1 * day }, told).run();
    await door(true);
    await onServer(async () => {
      await door(false);
      const held = tending({ afterMs: 7.2 * day }, told);
      await held.run();
      expect(held.stuck.join()).toContain('is being accessed by other users');
      expect(await isThere(productionOid)).toBe(true);
    }, keptName);
    await tending({ afterMs: 7.2 * day }, told).run();
    expect(await isThere(productionOid)).toBe(false);
  });

  test('tells of one that somebody else has dropped, and forgets it', async () => {
    const told = new Map<string, ReplacedNews>();
    await onServer((client) => client.query(`DROP DATABASE ${scene.intent.keptName}`));
    await tending({ afterMs: 0 }, told).run();
    expect([...told.values()].map(({ kind }) => kind)).toEqual(['gone']);
    expect(await replaced.list()).toEqual([]);
  });
});
