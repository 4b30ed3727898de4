import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SlackLog } from '../../../src/adapters/slack/slack-log.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { createLostRows } from '../../../src/adapters/vault/lost-rows.ts';
import { BackupId, Fence } from '../../../src/domain/ids.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { Outbox } from '../../../src/ports/chat.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { catchUp, keepOccasion } from '../../../src/schedule/backup-calendar.ts';
import { proveWaiting } from '../../../src/services/backups/prove-waiting.ts';
import { prune } from '../../../src/services/backups/prune.ts';
import { type Scheduling, takeScheduled } from '../../../src/services/backups/take-scheduled.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { policy } from '../../support/incident-builder.ts';
import { ask } from '../../support/target.ts';
import { makeKey } from './age-key.ts';
import { openWorld, take, temporaryFolder } from './world.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const service = policy();
type Posted = Parameters<Outbox['post']>[0][number];
const dayMs = 86_400_000;

/** One replica: its own connection to the one store, the same storage. */
async function replica(
  world: Awaited<ReturnType<typeof openWorld>>,
  now?: Date,
): Promise<Scheduling & { close(): Promise<void> }> {
  const store = await openStore({ databaseUrl: journal.url });
  const source = {
    currentCommit: async () => '8d41f7c',
    newestMigration: async () => null,
    changedMigrations: async () => null,
  };
  const ports = {
    backups: world.backups,
    copies: world.copies,
    ready: world.ready,
    lostRows: createLostRows(join(world.shelf, 'lost-rows')),
    fencing: world.fencing,
    deploys: [],
    source,
  } as unknown as ServicePorts;
  const entries = now === undefined ? store.entries : { ...store.entries, now: async () => now.toISOString() as never };
  const { migrations } = store;
  const house = { store: entries, migrations, journal: openJournal(store.entries), portsOf: () => ports };
  return { house, repeats: store.repeats, clock: { now: () => new Date() }, close: () => store.close() };
}

describe('backups by the calendar', { timeout: 120_000 }, () => {
  beforeAll(() =>
    ask(shop.url, 'CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users SELECT generate_series(1, 100)'),
  );

  test('of three replicas that wake for one occasion, one takes the backup, proves it and keeps one ready copy (B2)', async () => {
    const world = await openWorld({ url: shop.url, home: '1a2b3c4d', policy: { required_tables: ['users'] } });
    const replicas = await Promise.all([replica(world), replica(world), replica(world)]);
    const taken = await Promise.all(
      replicas.map((each) => takeScheduled(each, service, 'nightly', '2026-11-21T02:15')),
    );
    expect(taken.filter((each) => each !== null)).toHaveLength(1);
    const listed = await world.backups.list();
    expect(listed.map(({ manifest, proof }) => [manifest.kind, manifest.appCommit, proof?.passed])).toEqual([
      ['nightly', '8d41f7c', true],
    ]);
    expect(await world.copies.ofRun(`verify-${service.name}`)).toEqual([]);
    expect((await world.ready.list()).map(({ backup }) => backup)).toEqual(listed.map(({ manifest }) => manifest.id));
    await Promise.all(replicas.map((each) => each.close()));
  });

  test('a prune retires what is too old, beyond the good ones that stay, and only says so on a dry run (B3)', async () => {
    const { backups } = service;
    const thrifty = { ...service, backups: { ...backups, keep_good: 1 } };
    const world = await openWorld({ url: shop.url, policy: { required_tables: ['users'] } });
    await take(world.backups);
    const newest = await take(world.backups);
    const late = await replica(world, new Date(Date.now() + 100 * dayMs));
    expect((await prune(late.house, service, { dryRun: true })).retired).toEqual([]);
    const told = await prune(late.house, thrifty, { dryRun: true });
    expect(told.retired).toHaveLength(1);
    expect(await world.backups.list()).toHaveLength(2);
    expect(await prune(late.house, thrifty, { dryRun: false })).toEqual(told);
    expect((await world.backups.list()).map(({ manifest }) => manifest.id)).toEqual([newest.manifest.id]);
    await late.close();
  });

  test('a removal that was cut off is finished by the next sweep, and is never listed', async () => {
    const vaultPath = await temporaryFolder();
    const shelf = join(vaultPath, 'shop');
    const world = await openWorld({ url: shop.url, vaultPath, policy: { required_tables: ['users'] } });
    const kept = await take(world.backups);
    const gone = BackupId.parse('20250101T000000Z-nightly-0001');
    await mkdir(join(shelf, `${gone}.deleting`, 'artifact'), { recursive: true });
    expect((await world.backups.list()).map(({ manifest }) => manifest.id)).toEqual([kept.manifest.id]);
    expect(await world.backups.sweep()).toEqual([gone]);
    expect((await readdir(shelf)).filter((name) => name.includes('deleting'))).toEqual([]);
  });
});

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as SlackLog;

describe('backups that the calendar missed', { timeout: 120_000 }, () => {
  test('what was missed is made up for by one of three replicas, told in the channel, and not twice in an hour', async () => {
    const world = await openWorld({ url: shop.url, home: '5e6f7081', policy: { required_tables: ['users'] } });
    const today = await replica(world);
    await takeScheduled(today, service, 'nightly', 'today');
    const nextWeek = new Date(Date.now() + 8 * dayMs);
    const replicas = await Promise.all([1, 2, 3].map(() => replica(world, nextWeek)));
    const posted: Posted[] = [];
    const outbox = { post: async (messages: readonly Posted[]) => void posted.push(...messages) } as never;
    const calendars = replicas.map((scheduling) => ({ scheduling, outbox, log: quiet }));
    await Promise.all(calendars.map((calendar) => catchUp(calendar, service)));
    const kinds = async () => (await world.backups.list()).map(({ manifest }) => manifest.kind).toSorted();
    expect(await kinds()).toEqual(['nightly', 'nightly', 'weekly']);
    expect(posted.map(({ key }) => key.split('/').at(-1))).toEqual(['made-up', 'made-up']);
    const said = JSON.stringify(posted);
    expect(said).toContain('The weekly backup of');
    expect(said).toContain('The nightly backup of');
    expect(said).toContain('nightly backups before it are missing, too');
    for (const calendar of calendars) await catchUp(calendar, service);
    expect(await kinds()).toHaveLength(3);
    await Promise.all([today, ...replicas].map((each) => each.close()));
  });
});

describe('a machine without the key', { timeout: 120_000 }, () => {
  test('says of its scheduled backup that it was taken, and why nobody could prove it', async () => {
    const recipients = [(await makeKey()).recipient];
    const world = await openWorld({ url: shop.url, archives: { recipients } });
    const one = await replica(world);
    const posted: Posted[] = [];
    const outbox = { post: async (messages: readonly Posted[]) => void posted.push(...messages) };
    const due = '2026-11-23T02:15';
    await keepOccasion({ scheduling: one, outbox: outbox as never, log: quiet }, service, 'nightly', due);
    expect(await world.backups.list()).toMatchObject([{ proof: null }]);
    expect(posted.map(({ key }) => key)).toEqual([`backup/${service.name}/nightly/${due}/undone`]);
    const said = JSON.stringify(posted);
    expect(said).toContain('was taken, but not all that follows could be done');
    expect(said).toContain('no identity file is configured here');
    expect(said).not.toContain('was not taken');
    await one.close();
  });
});

describe('a backup that waits for its proof', { timeout: 120_000 }, () => {
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

  test('is proved within the hour, by one of three replicas, and once', async () => {
    const world = await openWorld({ url: shop.url, home: '2b3c4d5e', policy: { required_tables: ['users'] } });
    await take(world.backups);
    const soon = await replica(world, later(5));
    expect(await proveWaiting(soon, service), 'whoever took it has ten minutes').toBeNull();
    const replicas = await Promise.all([later(15), later(15), later(15)].map((now) => replica(world, now)));
    const proved = await Promise.all(replicas.map((each) => proveWaiting(each, service)));
    expect(proved.filter((each) => each !== null)).toMatchObject([{ proof: { passed: true } }]);
    expect(await world.backups.list()).toMatchObject([{ proof: { passed: true } }]);
    expect(await proveWaiting(await replica(world, later(120)), service)).toBeNull();
    await Promise.all([soon, ...replicas].map((each) => each.close()));
  });

  test('stays a hope where it could not be tried, and is tried again an hour later', async () => {
    const { recipient, identityFile } = await makeKey();
    const vaultPath = await temporaryFolder();
    const blind = await openWorld({
      url: shop.url,
      vaultPath,
      home: '3c4d5e6f',
      archives: { recipients: [recipient] },
    });
    await take(blind.backups);
    const [first, second] = [await replica(blind, later(60)), await replica(blind, later(60))];
    await expect(proveWaiting(first, service)).rejects.toThrow('no identity file is configured here');
    expect(await blind.backups.list()).toMatchObject([{ proof: null }]);
    expect(await proveWaiting(second, service), 'not twice in an hour').toBeNull();
    const archives = { recipients: [recipient], identityFile };
    const seeing = await openWorld({ url: shop.url, vaultPath, home: '3c4d5e6f', archives });
    const third = await replica(seeing, later(120));
    expect(await proveWaiting(third, service)).toMatchObject({ proof: { passed: true } });
    await Promise.all([first, second, third].map((each) => each.close()));
  });

  test('waits where policy says so, and where somebody makes copies', async () => {
    const world = await openWorld({ url: shop.url, home: '4d5e6f70' });
    await take(world.backups);
    const one = await replica(world, later(60));
    const never = { ...service, backups: { ...service.backups, prove_waiting: false } };
    expect(await proveWaiting(one, never)).toBeNull();
    const tag = { run: 'gate-shop', fence: Fence.parse(1), home: '4d5e6f70' };
    expect(await world.ready.asMaker(tag, () => proveWaiting(one, service))).toBeNull();
    await one.close();
  });
});
