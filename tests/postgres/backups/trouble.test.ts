import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { inspect } from 'node:util';
import { execa } from 'execa';
import pg from 'pg';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Cluster, startCluster } from '../../../demo/cluster/start-cluster.ts';
import type { RecourseError } from '../../../src/domain/errors.ts';
import { freshDatabase, owner } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { effort, errorOf, openWorld, take, temporaryFolder } from './world.ts';

const password = 'hunter2-%40-geheim';

/** Everything that a log, a message or a person could see of an error, with its causes. */
function allOf(error: RecourseError, said: readonly string[] = []): string {
  return `${inspect(error, { depth: 20, showHidden: true })}\n${error.stack}\n${JSON.stringify(error)}\n${said.join('\n')}`;
}

describe('what can go wrong while a backup is taken', () => {
  const database = freshDatabase();
  beforeAll(async () => {
    await ask(database.url, 'CREATE TABLE t (id serial, m text)');
    await ask(database.url, 'INSERT INTO t (m) SELECT md5(i::text) FROM generate_series(1, 60000) AS i');
  });

  test('a wrong password is said, and neither it nor any other part of the URL’s secret is shown', async () => {
    const url = new URL(database.url);
    url.password = encodeURIComponent(password);
    const world = await openWorld({ url: url.href });
    const error = await errorOf(take(world.backups));
    expect(error.code).toBe('database-unreachable');
    expect(error.hint).toContain('password was refused');
    expect(allOf(error)).not.toContain(password);
    expect(allOf(error)).not.toContain(encodeURIComponent(password));
    expect(await readdir(world.shelf)).toEqual([]);
  });

  test('missing programs are said before anything is made', async () => {
    const call = openWorld({ url: database.url, programs: '/nonexistent' });
    expect((await errorOf(call)).code).toBe('tool-missing');
  });

  test('a program that has gone since is said, and nothing half done is left', async () => {
    const folder = await temporaryFolder();
    const found = await openWorld({ url: database.url });
    const gone = {
      folder,
      version: { major: 15, minor: 18 },
      warnings: [],
      path: (name: string) => `${folder}/${name}`,
    };
    const world = await openWorld({ url: database.url, archives: { programs: gone } });
    const error = await errorOf(take(world.backups));
    expect(error.message).toContain('pg_dump');
    expect(['tool-missing', 'tool-failed']).toContain(error.code);
    expect(await readdir(world.shelf)).toEqual([]);
    expect(await readdir(found.shelf)).toEqual([]);
  });
});

describe('what a backup may not do', () => {
  const database = freshDatabase();
  beforeAll(() => ask(database.url, 'CREATE TABLE t (id serial, m text)'));

  test('a table that a migration holds is waited for briefly, and the holder is named', async () => {
    const migration = new pg.Client({ connectionString: database.url, application_name: 'drizzle-kit' });
    await migration.connect();
    onTestFinished(() => migration.end());
    await migration.query('BEGIN; LOCK TABLE t IN ACCESS EXCLUSIVE MODE');
    const world = await openWorld({ url: database.url, lockWaitMs: 300 });
    const error = await errorOf(take(world.backups));
    expect(error.code).toBe('timed-out');
    expect(error.message).toMatch(
      /Tables stayed locked for 0\.3 s: session \d+ of test_owner \(drizzle-kit\) holds public\.t\./,
    );
    expect(await readdir(world.shelf)).toEqual([]);
  });

  test('a table that our role may not read is named', async () => {
    await ask(database.superuserUrl, 'CREATE TABLE theirs (id int); ALTER TABLE theirs OWNER TO postgres');
    const world = await openWorld({ url: database.url });
    const error = await errorOf(take(world.backups));
    await ask(database.superuserUrl, 'DROP TABLE theirs');
    expect(error.code).toBe('rights-missing');
    expect(error.message).toContain('theirs');
  });

  test('rows that a policy hides from our role are an error, not a smaller backup', async () => {
    await ask(
      database.url,
      'CREATE TABLE hidden AS SELECT 1 AS a; ALTER TABLE hidden ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY',
    );
    const world = await openWorld({ url: database.url });
    const error = await errorOf(take(world.backups));
    await ask(database.url, 'DROP TABLE hidden');
    expect(error.code).toBe('rights-missing');
    expect(error.message).toContain('row-level security');
  });
});

describe.skipIf(process.getuid?.() !== 0)('a storage without room (needs root, to mount a small one)', () => {
  const database = freshDatabase();
  const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
  beforeAll(async () => {
    await ask(
      database.url,
      'CREATE TABLE t AS SELECT i, sha512(i::text::bytea) AS m FROM generate_series(1, 40000) AS i',
    );
  });

  test.each([
    ['plain', []],
    ['encrypted', [recipient]],
  ])('is said while a backup is written (%s), and holds nothing half written', async (_, recipients) => {
    const small = `${await temporaryFolder()}/small`;
    await mkdir(small);
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
    onTestFinished(async () => void (await execa('umount', [small])));
    const world = await openWorld({ url: database.url, vaultPath: small, archives: { recipients } });
    const error = await errorOf(take(world.backups));
    expect(error.code).toBe('disk-full');
    expect(error.hint).toContain('nothing half-written was left behind');
    expect(await readdir(world.shelf)).toEqual([]);
  });
});

describe('a server that dies', () => {
  async function openCluster(): Promise<{ cluster: Cluster; url: string }> {
    const cluster = await startCluster();
    onTestFinished(() => cluster.stop('immediate'));
    const login = { role: 'shop_owner', password };
    await ask(cluster.url(), `CREATE ROLE shop_owner LOGIN CREATEDB PASSWORD '${password}'`);
    await ask(cluster.url(), 'CREATE DATABASE shop OWNER shop_owner');
    const url = cluster.url('shop', login);
    await ask(url, 'CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 300000) AS i');
    return { cluster, url };
  }

  test.each([
    ['fingerprints', /^Reading public\.t/],
    ['dump', /^Dumping public\.t|^Dumping "public\.t"/],
  ])('during the %s is said, nothing is left, and the password is in no word of it', async (_, moment) => {
    const { cluster, url } = await openCluster();
    const world = await openWorld({ url });
    let stopped: Promise<void> | undefined;
    const onSay = (say: string) => {
      if (moment.test(say)) stopped ??= cluster.stop('immediate');
    };
    const work = effort({ onSay });
    const error = await errorOf(take(world.backups, work));
    await stopped;
    expect(error.code).toBe('database-unreachable');
    expect(allOf(error, work.said)).not.toContain(password);
    expect(await readdir(world.shelf)).toEqual([]);
  });

  test('during a restore is said, and the half copy is found when it is back', async () => {
    const { cluster, url } = await openCluster();
    const world = await openWorld({ url });
    const backup = await take(world.backups);
    let restarted: Promise<void> | undefined;
    const work = effort({
      onSay: (say) => {
        if (say.startsWith('Restoring')) restarted ??= cluster.restart('immediate');
      },
    });
    const error = await errorOf(world.copies.restore(backup, world.copies.scratchName(work.tag), work));
    await restarted;
    expect(error.code).toBe('database-unreachable');
    expect(allOf(error, work.said)).not.toContain(password);
    for (const copy of await world.copies.ofRun(work.tag.run)) await world.copies.drop(copy);
    expect(await world.copies.ofRun(work.tag.run)).toEqual([]);
    expect((await world.backups.inspect(backup.manifest.id))[0]?.result).toBe('passed');
  });
});

describe('the children of a backup', () => {
  const database = freshDatabase();

  test('carry the run’s tag, and show the password to nobody', async () => {
    await ask(database.url, 'CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 200000) AS i');
    const world = await openWorld({ url: database.url });
    const seen: { command: string; marked: boolean }[] = [];
    const onSay = (say: string) => {
      if (say.startsWith('Dumping')) seen.push(...childrenOf(process.pid));
    };
    const work = effort({ onSay });
    await take(world.backups, work);
    expect(seen.some(({ command }) => command.includes('pg_dump') && command.includes('--snapshot='))).toBe(true);
    expect(seen.map(({ command }) => command).join('\n')).not.toContain(owner().password);
    expect(seen.some(({ marked }) => marked)).toBe(true);
  });
});

function childrenOf(parent: number): { command: string; marked: boolean }[] {
  const read = (path: string) => readFileSync(path, 'utf8').replaceAll('\0', ' ');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!new RegExp(`^PPid:\\s+${parent}$`, 'm').test(read(`/proc/${pid}/status`))) return [];
        return [
          {
            command: read(`/proc/${pid}/cmdline`),
            marked: /RECOURSE_RUN=INC-\d+:\d+ /.test(read(`/proc/${pid}/environ`)),
          },
        ];
      } catch {
        return []; // it has ended meanwhile
      }
    });
}
