import { beforeAll, describe, expect, test } from 'vitest';
import { createLedger } from '../../../src/adapters/postgres/ledger-rows.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask, effortOf, newRun } from '../../support/target.ts';

const database = freshDatabase();
const read = (tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql', own?: { table: string; column: string }) =>
  createLedger({ target: { url: database.url }, tool, own }).read(effortOf(newRun()));

describe('a ledger that is not there', () => {
  test.each(['drizzle', 'prisma', 'dbmate', 'sql'] as const)('of %s is null', async (tool) => {
    expect(await read(tool)).toBeNull();
  });
});

describe('a ledger is read row by row', () => {
  beforeAll(() =>
    ask(
      database.url,
      `CREATE SCHEMA drizzle; CREATE TABLE drizzle.__drizzle_migrations (id serial, hash text NOT NULL, created_at bigint);
       INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('bb', 20), ('aa', 10);
       CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz, migration_name text, logs text,
         rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT clock_timestamp(), applied_steps_count int);
       INSERT INTO _prisma_migrations (migration_name, checksum, finished_at) VALUES ('1_a', 'aa', now());
       INSERT INTO _prisma_migrations (migration_name, checksum, logs) VALUES ('2_b', 'bb', 'it failed');
       INSERT INTO _prisma_migrations (migration_name, checksum, rolled_back_at) VALUES ('3_c', 'cc', now());
       CREATE TABLE schema_migrations (version varchar PRIMARY KEY); INSERT INTO schema_migrations VALUES ('2'), ('1');
       CREATE SCHEMA "Ops"; CREATE TABLE "Ops"."Ran" ("File" text); INSERT INTO "Ops"."Ran" VALUES ('001_a.sql'), (NULL)`,
    ),
  );

  test('of Drizzle: digests and times', async () => {
    expect((await read('drizzle'))?.map(({ digest, when }) => [digest, when])).toEqual([
      ['aa', 10],
      ['bb', 20],
    ]);
  });

  test('of Prisma: what failed and what was rolled back', async () => {
    expect((await read('prisma'))?.map(({ name, state, log }) => [name, state, log])).toEqual([
      ['1_a', 'applied', null],
      ['2_b', 'failed', 'it failed'],
      ['3_c', 'rolled-back', null],
    ]);
  });

  test('of dbmate: versions', async () => {
    expect((await read('dbmate'))?.map(({ name }) => name)).toEqual(['1', '2']);
  });

  test('of a runner of one’s own: the column that the policy names', async () => {
    expect((await read('sql', { table: 'Ops.Ran', column: 'File' }))?.map(({ name }) => name)).toEqual(['001_a.sql']);
  });
});
