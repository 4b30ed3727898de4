import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { terminalWorld } from './terminal.ts';

const shop = freshDatabase();
const journal = freshDatabase();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Row {
  readonly tool: 'prisma' | 'drizzle' | 'dbmate' | 'sql';
  /** By path in the folder of migrations. */
  readonly files: Readonly<Record<string, string>>;
  readonly ledger: string;
  /** What is said, in this order, each with its next move beneath it. */
  readonly wrong: readonly (readonly [say: string, next: string])[];
  readonly last: string;
  /** Puts the ledger in order. */
  readonly mend: string;
}

const drizzleTags = ['0000_a', '0001_b', '0002_c'];
const drizzleRow = (tag: string, when: number) => `('${sha256(`SELECT '${tag}';`)}', ${when})`;

const rows: readonly Row[] = [
  {
    tool: 'prisma',
    files: Object.fromEntries(['1_a', '2_b', '4_d'].map((name) => [`${name}/migration.sql`, `SELECT '${name}';`])),
    ledger: `CREATE TABLE _prisma_migrations (id serial, checksum text, finished_at timestamptz, migration_name text, logs text,
        rolled_back_at timestamptz, started_at timestamptz DEFAULT clock_timestamp(), applied_steps_count int);
      INSERT INTO _prisma_migrations (migration_name, checksum, finished_at) VALUES
        ('1_a', '${sha256("SELECT '1_a';")}', now()), ('2_b', '${sha256('SELECT 22;')}', now()), ('3_c', 'x', now());
      INSERT INTO _prisma_migrations (migration_name, checksum, logs)
        VALUES ('4_d', '${sha256("SELECT '4_d';")}', 'ERROR: relation "orders" does not exist')`,
    wrong: [
      ['2_b was changed after it was applied', 'Put the file back as it was applied'],
      [
        '4_d was begun and neither finished nor rolled back: ERROR: relation "orders" does not exist',
        'prisma migrate resolve',
      ],
      ['3_c was applied to production, and its file is not in this folder.', ''],
    ],
    last: '✓ 2 applied, 0 pending',
    mend: `DELETE FROM _prisma_migrations WHERE migration_name = '3_c';
      UPDATE _prisma_migrations SET checksum = '${sha256("SELECT '2_b';")}' WHERE migration_name = '2_b';
      UPDATE _prisma_migrations SET finished_at = now() WHERE migration_name = '4_d'`,
  },
  {
    tool: 'drizzle',
    files: {
      'meta/_journal.json': JSON.stringify({
        entries: drizzleTags.map((tag, idx) => ({ idx, tag, when: 1_000 * (idx + 1) })),
      }),
      ...Object.fromEntries(drizzleTags.map((tag) => [`${tag}.sql`, `SELECT '${tag}';`])),
    },
    ledger: `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial, hash text NOT NULL, created_at bigint);
      INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('edited', 1000), ${drizzleRow('0002_c', 3000)}`,
    wrong: [
      ['0000_a was changed after it was applied', 'Drizzle looks at times only'],
      [
        '0001_b is older than the newest that was applied: Drizzle will never run it, and says nothing',
        'Generate it anew',
      ],
    ],
    last: '✓ 2 applied, 0 pending',
    mend: `UPDATE drizzle.__drizzle_migrations SET hash = '${sha256("SELECT '0000_a';")}' WHERE created_at = 1000;
      INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ${drizzleRow('0001_b', 2000)}`,
  },
  {
    tool: 'dbmate',
    files: { '1_a.sql': '-- migrate:up\nSELECT 1;', '2_b.sql': '-- migrate:up\nSELECT 2;' },
    ledger: "CREATE TABLE schema_migrations (version text); INSERT INTO schema_migrations VALUES ('2')",
    wrong: [
      [
        '1_a.sql is pending, although later ones were applied before it',
        '`dbmate up` will run it after the later ones',
      ],
    ],
    last: '✓ 1 applied, 1 pending: 1_a.sql',
    mend: "INSERT INTO schema_migrations VALUES ('1')",
  },
  {
    tool: 'sql',
    files: { '001_a.sql': 'SELECT 1;' },
    ledger: "CREATE TABLE history (file text); INSERT INTO history VALUES ('001_a.sql'), ('002_b.sql')",
    wrong: [['002_b.sql was applied to production, and its file is not in this folder.', '']],
    last: '✓ 1 applied, 0 pending',
    mend: "DELETE FROM history WHERE file = '002_b.sql'",
  },
];

describe.each(rows)('the doctor of $tool in the terminal', ({ tool, files, ledger, wrong, last, mend }) => {
  const own = tool === 'sql' ? { ledger: { table: 'history', column: 'file' } } : {};
  const world = terminalWorld({ service: () => shop.url, store: () => journal.url }, (folder) => ({
    migrations: { tool, directory: join(folder, 'migrations'), ...own },
  }));
  const drift = async () => {
    await ask(
      shop.url,
      `DROP SCHEMA IF EXISTS drizzle CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${ledger}`,
    );
    for (const [name, text] of Object.entries(files)) {
      const file = join(world.folder, 'migrations', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  };

  test('names what has drifted with the next move and ends with 1, as JSON too; with 0 once it is mended', async () => {
    await drift();
    const { code, out, err } = await world.run('migration', 'doctor', 'shop');
    expect(err).toBe('');
    const said = out.split('\n');
    for (const [say, next] of wrong) {
      const at = said.findIndex((line) => line.endsWith(say));
      expect(said[at]).toMatch(/^[✗!] /);
      expect(said[at + 1]).toMatch(/^ {2}→ /);
      expect(said[at + 1]).toContain(next);
    }
    expect(said.at(-1)).toBe(last);
    expect(code).toBe(1);

    const told = JSON.parse((await world.run('migration', 'doctor', 'shop', '--json')).out) as {
      readonly findings: readonly { readonly result: string; readonly say: string }[];
    };
    const drifted = told.findings.filter(({ result }) => result !== 'passed').map(({ say }) => say);
    expect(drifted).toEqual(wrong.map(([say]) => say));

    await ask(shop.url, mend);
    expect(await world.run('migration', 'doctor', 'shop')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✓ \d applied, 0 pending$/),
    });
  });
});

describe('where nobody can tell', () => {
  const world = terminalWorld({ service: () => shop.url, store: () => journal.url }, (folder) => ({
    migrations: { tool: 'sql', directory: join(folder, 'migrations') },
  }));

  test('it ends with 2 and says what is missing', async () => {
    mkdirSync(join(world.folder, 'migrations'));
    const { code, out } = await world.run('migration', 'doctor', 'shop');
    expect(out).toContain('Plain SQL files keep no ledger, so nobody can tell which of them ran.');
    expect(out).toContain('migrations.ledger');
    expect(code).toBe(2);
  });

  test('a service that there is not is told as such', async () => {
    expect(await world.run('migration', 'doctor', 'nobody')).toMatchObject({ code: 2, out: '' });
  });
});
