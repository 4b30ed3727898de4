import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { askDatabase, withClient } from '../../../demo/cluster/with-client.ts';
import { checkOut, migrationsOf } from '../../../demo/promptrefine/checkout.ts';
import { journalPath, readJournal } from '../../../demo/promptrefine/drizzle-files.ts';
import { migrateDatabase } from '../../../demo/promptrefine/migrate-database.ts';
import { releaseA } from '../../../demo/promptrefine/releases/a.ts';
import { releaseB } from '../../../demo/promptrefine/releases/b.ts';
import type { Promptrefine } from '../../../demo/promptrefine/start.ts';
import type { CrashWorld } from '../crash-world.ts';
import { deployCode } from './deploy-code.ts';

/** A release whose migrations can be taken back by script: what was written since is all that stands in the way. */
const migrations = [
  {
    tag: '0007_headings',
    up: 'ALTER TABLE prompts RENAME COLUMN title TO heading;\nALTER TABLE prompts ALTER COLUMN heading DROP NOT NULL;\n',
    // The sequence counts every beginning: a transaction that is rolled back takes no number back.
    down: "SELECT nextval('heading_scripts');\nALTER TABLE prompts ALTER COLUMN heading SET NOT NULL;\nALTER TABLE prompts RENAME COLUMN heading TO title;\n",
  },
  {
    tag: '0008_prompt_shares',
    up: 'CREATE TABLE prompt_shares (prompt_id bigint PRIMARY KEY REFERENCES prompts, token text NOT NULL);\n',
    down: "SELECT nextval('heading_scripts');\nDROP TABLE prompt_shares;\n",
  },
] as const;

/** `migrations.down_scripts` of the policy. */
export const headingScripts = {
  pattern: '../rollback/{migration}.sql',
  guards: [
    {
      migration: '0007_headings',
      name: 'without-heading',
      title: 'prompts without a heading',
      sql: 'SELECT count(*) FROM prompts WHERE heading IS NULL',
      options: [
        { name: 'delete', title: 'delete these prompts', sql: 'DELETE FROM prompts WHERE heading IS NULL' },
        { name: 'skip', title: 'leave the headings as they are', skip: true },
      ],
    },
  ],
  expect: [
    { migration: '0007_headings', columns: ['prompts.title'], no_columns: ['prompts.heading'] },
    { migration: '0008_prompt_shares', no_tables: ['prompt_shares'] },
  ],
};

/** The release goes out and breaks the API; two prompts are written that the code before it could not read. */
export async function releaseHeadings({ world }: CrashWorld): Promise<void> {
  const { service } = world;
  const checkout = join(service.migrations, '..', '..');
  await deployCode(world, releaseB.commit);
  checkOut(checkout, { ...releaseA, commit: releaseB.commit });
  writeMigrations(migrationsOf(checkout));
  await withClient(service.ownerUrl, async (client) => {
    await migrateDatabase(client, migrationsOf(checkout));
    await client.query(
      `CREATE SEQUENCE IF NOT EXISTS heading_scripts;
       SELECT setval('heading_scripts', 1, false);
       INSERT INTO prompts (owner_id, heading) SELECT min(id), NULL FROM users CROSS JOIN generate_series(1, 2) GROUP BY generate_series;
       INSERT INTO prompt_shares SELECT id, 'token ' || id FROM prompts LIMIT 3`,
    );
  });
}

function writeMigrations(folder: string): void {
  const journal = readJournal(folder);
  const newest = journal.entries.at(-1)?.when ?? 0;
  const more = migrations.map(({ tag }, index) => ({
    idx: journal.entries.length + index,
    version: '7',
    when: newest + 1 + index,
    tag,
    breakpoints: true,
  }));
  writeFileSync(journalPath(folder), JSON.stringify({ ...journal, entries: [...journal.entries, ...more] }));
  mkdirSync(join(folder, '..', 'rollback'), { recursive: true });
  for (const { tag, up, down } of migrations) {
    writeFileSync(join(folder, `${tag}.sql`), up);
    writeFileSync(join(folder, '..', 'rollback', `${tag}.sql`), down);
  }
}

/** Each script began once, and once more at most: where the bot died in the middle of it, and all of it was taken back. */
export async function countScriptRuns({ world }: CrashWorld<Promptrefine>): Promise<readonly string[]> {
  const [row] = await askDatabase(
    world.service.ownerUrl,
    'SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS runs FROM heading_scripts',
  );
  const runs = Number(row?.['runs']);
  const { length } = migrations;
  return runs >= length && runs <= length + 1 ? [] : [`${length} scripts were begun ${runs} times`];
}
