import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createMigrations } from '../../../src/adapters/migrations/migrations.ts';
import type { MigrationFolder } from '../../../src/adapters/migrations/read-folder.ts';
import { destructiveOf } from '../../../src/domain/migration.ts';

function folder(tool: MigrationFolder['tool'], files: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), 'recourse-migrations-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return createMigrations({ tool, directory });
}

const journal = (...tags: readonly string[]) =>
  JSON.stringify({ entries: tags.map((tag, idx) => ({ idx, when: 1000 + idx, tag })) });

test('Drizzle’s come in the order of its journal, with the digest that its ledger holds', async () => {
  const files = {
    'meta/_journal.json': journal('z_first', 'a_second'),
    'z_first.sql': 'SELECT 1',
    'a_second.sql': 'X',
  };
  const list = await folder('drizzle', files).list();
  expect(list.map(({ name, when }) => [name, when])).toEqual([
    ['z_first', 1000],
    ['a_second', 1001],
  ]);
  expect(list[0]?.digest).toBe(createHash('sha256').update('SELECT 1').digest('hex'));
});

test('Prisma’s come by the names of their folders, without the lock file', async () => {
  const files = { '2_b/migration.sql': 'SELECT 2', '1_a/migration.sql': 'SELECT 1', 'migration_lock.toml': '' };
  expect((await folder('prisma', files).list()).map(({ name, file }) => [name, file])).toEqual([
    ['1_a', '1_a/migration.sql'],
    ['2_b', '2_b/migration.sql'],
  ]);
});

test('of dbmate’s only what goes up is read, at its own lines', async () => {
  const files = {
    '1_a.sql':
      '-- migrate:up transaction:false\nDROP INDEX CONCURRENTLY i;\nDROP TABLE a;\n-- migrate:down\nDROP TABLE b;\n',
  };
  const migrations = folder('dbmate', files);
  expect((await migrations.list())[0]?.transaction).toBe(false);
  const read = (await migrations.read(new Set(['1_a.sql']))).get('1_a.sql') ?? [];
  expect(destructiveOf(read).map(({ say, at }) => [say, at])).toEqual([['drops table a', '1_a.sql:3']]);
});

test('plain files come by number, and their rollbacks are not among them', async () => {
  const files = { '10_c.sql': '', '9_b.sql': '', 'V1_a.sql': '', 'rollback/9_b.sql': 'DROP TABLE x', 'README.md': '' };
  const names = (await folder('sql', files).list()).map(({ name }) => name);
  expect(names.filter((name) => name !== 'V1_a.sql')).toEqual(['9_b.sql', '10_c.sql']);
});

test('a column that an applied migration made is old, one of a pending migration is not', async () => {
  const files = {
    '1_a.sql': 'ALTER TABLE t ADD a int',
    '2_b.sql': 'ALTER TABLE t ADD b int',
    '3_c.sql': 'UPDATE t SET a = 1; UPDATE t SET b = 1; ALTER TABLE t DROP b',
  };
  const read = await folder('sql', files).read(new Set(['2_b.sql', '3_c.sql']));
  expect(destructiveOf(read.get('3_c.sql') ?? []).map(({ say }) => say)).toEqual(['overwrites t.a']);
});

test('a folder that is not what the tool makes is refused with the next move', async () => {
  await expect(folder('drizzle', {}).list()).rejects.toMatchObject({ code: 'bad-configuration' });
  await expect(folder('drizzle', { 'meta/_journal.json': '{}' }).list()).rejects.toThrow(/cannot be read/);
});

test('the bad migration of the example is read for what it is', async () => {
  const directory = join(import.meta.dirname, '../../../demo/promptrefine/drizzle/migrations');
  const bad = '0007_tidy_prompt_history';
  const read = await createMigrations({ tool: 'drizzle', directory }).read(new Set([bad]));
  expect(destructiveOf(read.get(bad) ?? []).map(({ say, at }) => `${at} ${say}`)).toEqual([
    '0007_tidy_prompt_history.sql:2 deletes rows of test_runs',
    '0007_tidy_prompt_history.sql:9 deletes rows of prompt_versions',
    '0007_tidy_prompt_history.sql:15 overwrites prompts.tags',
    '0007_tidy_prompt_history.sql:19 drops column prompts.current_version',
  ]);
});
