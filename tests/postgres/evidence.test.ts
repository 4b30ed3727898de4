import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createEvidenceCamera, type EvidenceWishes } from '../../src/adapters/postgres/evidence.ts';
import { databaseUrl, freshDatabase, onServer, owner } from '../support/cluster.ts';
import { ask } from '../support/target.ts';
import { effort } from './backups/world.ts';

describe('evidence', () => {
  const database = freshDatabase();
  const capture = (wishes: Partial<EvidenceWishes> = {}) =>
    createEvidenceCamera({ target: { url: database.url }, requiredTables: [], ...wishes }).capture(effort());

  test('shows who is there, what is prepared, what is missing and what is set, and hides what may be secret', async () => {
    await ask(database.url, 'CREATE TABLE users (id int); CREATE TABLE "Größen" (id int)');
    await ask(database.superuserUrl, `ALTER DATABASE ${database.name} SET app.jwt_secret = 'hunter2-geheim'`);
    await ask(database.url, `ALTER DATABASE ${database.name} SET work_mem = '7MB'`);
    await ask(database.superuserUrl, `ALTER ROLE ${owner().role} IN DATABASE ${database.name} SET lock_timeout = '3s'`);
    await ask(database.url, "BEGIN; INSERT INTO users VALUES (1); PREPARE TRANSACTION 'half-done'");
    onTestFinished(async () => void (await ask(database.url, "ROLLBACK PREPARED 'half-done'")));
    const app = new pg.Client({ connectionString: database.url, application_name: 'shop-web' });
    await app.connect();
    onTestFinished(() => app.end());

    const seen = await capture({ requiredTables: ['users', 'public.Größen', 'orders', 'public.gone'] });
    expect(seen.database.name).toBe(database.name);
    expect(seen.missingTables).toEqual(['orders', 'public.gone']);
    expect(seen.preparedTransactions).toEqual(['half-done']);
    expect(seen.activity).toContainEqual({ application: 'shop-web', role: owner().role, state: 'idle', sessions: 1 });
    expect(seen.settings).toEqual(
      expect.arrayContaining([
        `owner: ${owner().role}`,
        'all roles: app.jwt_secret=(not shown)',
        'all roles: work_mem=7MB',
        `${owner().role}: lock_timeout=3s`,
      ]),
    );
    expect(JSON.stringify(seen)).not.toContain('hunter2');
    expect(seen.sizeBytes).toBeGreaterThan(1_000_000);
  });

  test('is captured while a migration has locked every table, and from a database that has none left (G4, B10)', async () => {
    const migration = new pg.Client({ connectionString: database.url });
    await migration.connect();
    onTestFinished(() => migration.end());
    await migration.query('BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE; DROP TABLE "Größen"');
    const seen = await capture({ requiredTables: ['users'], migrations: { tool: 'prisma', directory: '/nowhere' } });
    expect(seen.missingTables).toEqual([]);
    expect(seen.ledger).toEqual({
      tool: 'prisma',
      head: null,
      entries: 0,
      failed: ['the ledger public._prisma_migrations is not there'],
    });
  });

  test('says what keeps it from looking', async () => {
    const closed = `${database.name}_closed`;
    await onServer((client) => client.query(`CREATE DATABASE ${closed} OWNER ${owner().role} ALLOW_CONNECTIONS false`));
    onTestFinished(() => onServer(async (client) => void (await client.query(`DROP DATABASE ${closed}`))));
    const target = { url: databaseUrl(closed, owner()) };
    const camera = createEvidenceCamera({ target, requiredTables: [] });
    await expect(camera.capture(effort())).rejects.toMatchObject({ code: 'database-unreachable' });
    await expect(camera.production()).rejects.toMatchObject({ hint: expect.stringContaining('a gate is closed') });
  });
});

describe('the migration ledger', () => {
  const database = freshDatabase();
  const ledger = async (tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql', directory = '/nowhere') => {
    const target = { url: database.url };
    const camera = createEvidenceCamera({ target, requiredTables: [], migrations: { tool, directory } });
    return (await camera.capture(effort())).ledger;
  };

  test('of Drizzle is told by name where the folder is there, by time and hash where not', async () => {
    await ask(
      database.url,
      `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
       INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('aaaa', 1000), ('bbbbbbbbbbbbbbbb', 3000), ('cccc', 2000)`,
    );
    expect(await ledger('drizzle')).toEqual({ tool: 'drizzle', head: '3000-bbbbbbbbbbbb', entries: 3, failed: [] });
    const folder = await mkdtemp(join(tmpdir(), 'recourse-drizzle-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'meta'));
    const entries = [
      { idx: 0, when: 1000, tag: '0000_start' },
      { idx: 2, when: 3000, tag: '0002_drop_title' },
    ];
    await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify({ version: '7', entries }));
    expect((await ledger('drizzle', folder))?.head).toBe('0002_drop_title');
  });

  test('of Prisma counts what stands, and names what failed and was not resolved', async () => {
    await ask(
      database.url,
      `CREATE TABLE _prisma_migrations (id text PRIMARY KEY, checksum text, finished_at timestamptz, migration_name text NOT NULL,
         logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count int NOT NULL DEFAULT 0);
       INSERT INTO _prisma_migrations (id, migration_name, started_at, finished_at, rolled_back_at) VALUES
         ('1', '20260101_init', '2026-01-01', '2026-01-01', NULL), ('2', '20260102_wrong', '2026-01-02', NULL, '2026-01-02'),
         ('3', '20260103_more', '2026-01-03', '2026-01-03', NULL), ('4', '20260104_broken', '2026-01-04', NULL, NULL)`,
    );
    expect(await ledger('prisma')).toEqual({
      tool: 'prisma',
      head: '20260103_more',
      entries: 2,
      failed: ['20260104_broken'],
    });
  });

  test('of dbmate is its newest version; plain SQL keeps none', async () => {
    await ask(
      database.url,
      "CREATE TABLE schema_migrations (version text PRIMARY KEY); INSERT INTO schema_migrations VALUES ('20260101'), ('20260203')",
    );
    expect(await ledger('dbmate')).toEqual({ tool: 'dbmate', head: '20260203', entries: 2, failed: [] });
    expect(await ledger('sql')).toBeNull();
  });
});
