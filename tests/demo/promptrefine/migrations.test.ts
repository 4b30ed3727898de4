import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../../demo/cluster/start-cluster.ts';
import { checkOut, migrationsOf } from '../../../demo/promptrefine/checkout.ts';
import { createDatabase, databaseName, type Logins } from '../../../demo/promptrefine/create-database.ts';
import { readJournal } from '../../../demo/promptrefine/drizzle-files.ts';
import { migrateDatabase } from '../../../demo/promptrefine/migrate-database.ts';
import { releaseA } from '../../../demo/promptrefine/releases/a.ts';
import { releaseB } from '../../../demo/promptrefine/releases/b.ts';
import { seedDatabase } from '../../../demo/promptrefine/seed-database.ts';

describe('the Drizzle migrations', () => {
  let cluster: Cluster;
  let logins: Logins;
  let client: pg.Client;
  let checkout: string;

  beforeAll(async () => {
    cluster = await startCluster();
    logins = await createDatabase(cluster);
  });
  afterAll(() => cluster.stop('immediate'));
  beforeEach(async () => {
    checkout = mkdtempSync(join(tmpdir(), 'recourse-checkout-'));
    client = new pg.Client({ connectionString: cluster.url(databaseName, logins.owner) });
    await client.connect();
  });
  afterEach(async () => {
    await client.query('DROP OWNED BY CURRENT_USER CASCADE; CREATE SCHEMA IF NOT EXISTS public');
    await client.end();
    rmSync(checkout, { recursive: true });
  });

  async function ledger(): Promise<{ hash: string; created_at: string }[]> {
    return (await client.query('SELECT hash, created_at FROM drizzle.__drizzle_migrations ORDER BY id')).rows;
  }

  test('leave a ledger with the sha256 of each file and the journal’s time, in the journal’s order', async () => {
    checkOut(checkout, releaseB);
    const folder = migrationsOf(checkout);
    expect(await migrateDatabase(client, folder)).toHaveLength(8);
    const expected = readJournal(folder).entries.map(({ tag, when }) => ({
      hash: createHash('sha256')
        .update(readFileSync(join(folder, `${tag}.sql`)))
        .digest('hex'),
      created_at: String(when),
    }));
    expect(await ledger()).toEqual(expected);
  });

  test('are applied once: the second run finds nothing, and a newer commit only its own', async () => {
    checkOut(checkout, releaseA);
    expect(await migrateDatabase(client, migrationsOf(checkout))).toHaveLength(7);
    expect(await migrateDatabase(client, migrationsOf(checkout))).toEqual([]);
    checkOut(checkout, releaseB);
    expect(await migrateDatabase(client, migrationsOf(checkout))).toEqual(['0007_tidy_prompt_history']);
  });

  test('that fail leave nothing behind, neither tables nor ledger rows', async () => {
    checkOut(checkout, releaseA);
    writeFileSync(join(migrationsOf(checkout), '0003_search_indexes.sql'), 'CREATE INDEX ON nowhere (id);');
    await expect(migrateDatabase(client, migrationsOf(checkout))).rejects.toThrow(
      'migration 0003_search_indexes failed',
    );
    expect(await ledger()).toEqual([]);
    expect((await client.query("SELECT to_regclass('users') AS users")).rows).toEqual([{ users: null }]);
  });

  test('carry a seed that is equal each time and has no orphan', async () => {
    checkOut(checkout, releaseA);
    const prints: unknown[] = [];
    for (const turn of [1, 2]) {
      if (turn === 2) await client.query('DROP OWNED BY CURRENT_USER CASCADE; CREATE SCHEMA IF NOT EXISTS public');
      await migrateDatabase(client, migrationsOf(checkout));
      await seedDatabase(client, 0.02);
      prints.push((await client.query(fingerprint)).rows[0]);
    }
    expect(prints[0]).toMatchObject({ users: 40, prompts: 800, versions: 3_197, runs: 4_000, headless: 0 });
    expect(prints[1]).toEqual(prints[0]);
  });
});

const fingerprint = `
  SELECT (SELECT count(*)::int FROM users) AS users, (SELECT count(*)::int FROM prompts) AS prompts,
    (SELECT count(*)::int FROM prompt_versions) AS versions, (SELECT count(*)::int FROM test_runs) AS runs,
    (SELECT count(*)::int FROM prompts p WHERE NOT EXISTS (SELECT FROM prompt_versions v
       WHERE v.prompt_id = p.id AND v.version = p.current_version)) AS headless,
    (SELECT sum(hashtextextended(p::text, 0)::numeric) FROM prompts p) AS prompts_hash,
    (SELECT sum(hashtextextended(v::text, 0)::numeric) FROM prompt_versions v) AS versions_hash,
    (SELECT sum(hashtextextended(t::text, 0)::numeric) FROM test_runs t) AS runs_hash`;
