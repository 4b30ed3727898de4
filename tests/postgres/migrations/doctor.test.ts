import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMigrations } from '../../../src/adapters/migrations/migrations.ts';
import { createLedger } from '../../../src/adapters/postgres/ledger-rows.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { examineLedger } from '../../../src/steps/examine-ledger.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask, effortOf, newRun } from '../../support/target.ts';

const shop = freshDatabase();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function examine(
  tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql',
  files: Readonly<Record<string, string>>,
  ledger: string,
): Promise<readonly Finding[]> {
  await ask(
    shop.url,
    `DROP SCHEMA IF EXISTS drizzle CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${ledger}`,
  );
  const directory = await mkdtemp(join(tmpdir(), 'recourse-doctor-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  const own = tool === 'sql' ? { table: 'history', column: 'file' } : undefined;
  const ports = {
    files: createMigrations({ tool, directory }),
    ledger: createLedger({ target: { url: shop.url }, tool, own }),
  };
  return examineLedger(ports, effortOf(newRun()));
}

const summary = (findings: readonly Finding[]) => findings.map(({ result, say }) => `${result}: ${say}`);

describe('the doctor of a real ledger', () => {
  test('of Prisma: an edited file, a failed one, one whose file is gone, and what is pending', async () => {
    const findings = await examine(
      'prisma',
      {
        '1_a/migration.sql': 'SELECT 1;',
        '2_b/migration.sql': 'SELECT 2;',
        '4_d/migration.sql': 'SELECT 4;',
        '5_e/migration.sql': 'SELECT 5;',
      },
      `CREATE TABLE _prisma_migrations (id serial, checksum text, finished_at timestamptz, migration_name text, logs text,
         rolled_back_at timestamptz, started_at timestamptz DEFAULT clock_timestamp(), applied_steps_count int);
       INSERT INTO _prisma_migrations (migration_name, checksum, finished_at) VALUES
         ('1_a', '${sha256('SELECT 1;')}', now()), ('2_b', '${sha256('SELECT 22;')}', now()), ('3_c', 'x', now());
       INSERT INTO _prisma_migrations (migration_name, checksum, logs) VALUES ('4_d', '${sha256('SELECT 4;')}', 'ERROR: no')`,
    );
    expect(summary(findings)).toEqual([
      'failed: 2_b was changed after it was applied',
      'failed: 4_d was begun and neither finished nor rolled back: ERROR: no',
      'failed: 3_c was applied to production, and its file is not in this folder.',
      'passed: 2 applied, 1 pending: 5_e',
    ]);
  });

  test('of Drizzle: an edited file, and one that was passed over', async () => {
    const tags = ['0000_a', '0001_b', '0002_c'];
    const entries = tags.map((tag, idx) => ({ idx, tag, when: 1_000 * (idx + 1) }));
    const files = Object.fromEntries(tags.map((tag) => [`${tag}.sql`, `SELECT '${tag}';`]));
    const findings = await examine(
      'drizzle',
      { 'meta/_journal.json': JSON.stringify({ entries }), ...files },
      `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial, hash text NOT NULL, created_at bigint);
       INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('edited', 1000), ('${sha256("SELECT '0002_c';")}', 3000)`,
    );
    expect(summary(findings)).toEqual([
      'failed: 0000_a was changed after it was applied',
      'failed: 0001_b is older than the newest that was applied: Drizzle will never run it, and says nothing',
      'passed: 2 applied, 0 pending',
    ]);
  });

  test('of dbmate: one that came late', async () => {
    const files = { '1_a.sql': '-- migrate:up\nSELECT 1;', '2_b.sql': '-- migrate:up\nSELECT 2;' };
    const findings = await examine(
      'dbmate',
      files,
      "CREATE TABLE schema_migrations (version text); INSERT INTO schema_migrations VALUES ('2')",
    );
    expect(summary(findings)).toEqual([
      'warned: 1_a.sql is pending, although later ones were applied before it',
      'passed: 1 applied, 1 pending: 1_a.sql',
    ]);
  });

  test('of a team’s own ledger: a file that is gone', async () => {
    const findings = await examine(
      'sql',
      { '001_a.sql': 'SELECT 1;' },
      "CREATE TABLE history (file text); INSERT INTO history VALUES ('001_a.sql'), ('002_b.sql')",
    );
    expect(summary(findings)).toEqual([
      'failed: 002_b.sql was applied to production, and its file is not in this folder.',
      'passed: 1 applied, 0 pending',
    ]);
  });
});
