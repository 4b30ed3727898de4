import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSourceTree } from '../../../src/adapters/source/git.ts';

const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent' };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-source-'));
});
afterEach(() => rm(folder, { recursive: true }));

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
}

describe('the current commit', () => {
  const tree = () => createSourceTree({ repository: { path: folder } }, environment);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();

  test('is the checkout’s head, whole', async () => {
    git('init', '-q');
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    git(...identity, 'commit', '-q', '--allow-empty', '-m', 'one');
    expect(await tree().currentCommit()).toBe(git('rev-parse', 'HEAD'));
  });

  test('is unknown before the first commit', async () => {
    git('init', '-q');
    expect(await tree().currentCommit()).toBeNull();
  });

  test('is unknown outside a checkout, without git, and without a folder', async () => {
    expect(await tree().currentCommit()).toBeNull();
    expect(await createSourceTree({ repository: { path: folder } }, { PATH: '/nowhere' }).currentCommit()).toBeNull();
    expect(await createSourceTree({ repository: { path: '/no/such' } }, environment).currentCommit()).toBeNull();
    expect(await createSourceTree({}, environment).currentCommit()).toBeNull();
  });
});

describe('what differs between two commits', () => {
  const tree = () => createSourceTree({ repository: { path: folder } }, environment);
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  const commit = (...paths: string[]) => {
    write(...paths);
    git('add', '--all');
    git(...identity, 'commit', '-q', '-m', paths.join(' '));
    return git('rev-parse', 'HEAD');
  };

  test('is told for the paths that were asked for, and nobody guesses where git knows no such commit (P5)', async () => {
    git('init', '-q');
    const one = commit('contract/orders.json', 'web/page.ts');
    const two = commit('web/other.ts');
    const three = commit('contract/new.json');
    expect(await tree().changedBetween(two, one, ['contract/'])).toEqual([]);
    expect(await tree().changedBetween(three, one, ['contract/'])).toEqual(['contract/new.json']);
    expect(await tree().changedBetween(three, 'f'.repeat(40), ['contract/'])).toBeNull();
    expect(await tree().changedBetween(three, '--output=/tmp/x', ['contract/'])).toBeNull();
  });
});

describe('the newest migration', () => {
  const newest = (tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql') =>
    createSourceTree({ migrations: { tool, directory: folder } }, environment).newestMigration();

  test('of drizzle is the last one of its journal, not of its names', async () => {
    write('0003_newest_by_name.sql');
    mkdirSync(join(folder, 'meta'));
    const entries = [
      { idx: 1, tag: '0001_drop_body', when: 2 },
      { idx: 0, tag: '0000_init', when: 1 },
    ];
    writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify({ version: '7', entries }));
    expect(await newest('drizzle')).toBe('0001_drop_body');
  });

  test('of prisma is the last folder that holds a migration', async () => {
    write(
      '20260101_init/migration.sql',
      '20260601_drop/migration.sql',
      '20260701_empty/notes.txt',
      'migration_lock.toml',
    );
    expect(await newest('prisma')).toBe('20260601_drop');
  });

  test('of dbmate is the last numbered file', async () => {
    write('20260101120000_init.sql', '20260601120000_drop.sql', 'schema.sql');
    expect(await newest('dbmate')).toBe('20260601120000_drop.sql');
  });

  test('of plain files counts numbers as numbers and leaves rollback/ alone', async () => {
    write('9_nine.sql', '10_ten.sql', 'rollback/11_eleven.sql', 'README.md');
    expect(await newest('sql')).toBe('10_ten.sql');
  });

  test.each(['drizzle', 'prisma', 'dbmate', 'sql'] as const)('of an empty folder for %s is unknown', async (tool) =>
    expect(await newest(tool)).toBeNull(),
  );
});

test('the commits that hold a migration are those since it came, newest first (P1)', async () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  const commit = (subject: string) => {
    git('add', '-A');
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    git(...identity, 'commit', '-q', '--allow-empty', '-m', subject);
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q');
  write('migrations/1_init/migration.sql');
  commit('Phase 3');
  write('migrations/2_drop/migration.sql');
  const phase4 = commit('Phase 4: drop\twhat is old');
  const phase5 = commit('Phase 5');
  const tree = createSourceTree(
    { repository: { path: folder }, migrations: { tool: 'prisma', directory: join(folder, 'migrations') } },
    environment,
  );
  expect(await tree.commitsWith('2_drop/migration.sql')).toEqual([
    { commit: phase5, subject: 'Phase 5' },
    { commit: phase4, subject: 'Phase 4: drop\twhat is old' },
  ]);
  expect(await tree.commitsWith('3_unknown/migration.sql')).toBeNull();
  expect(await createSourceTree({}, environment).commitsWith('2_drop/migration.sql')).toBeNull();
});
