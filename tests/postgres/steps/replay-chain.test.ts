import { beforeEach, describe, expect, test } from 'vitest';
import type { Given } from '../../../src/engine/step.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { rehearseCorrection } from '../../../src/steps/rehearse-correction.ts';
import { replayChain } from '../../../src/steps/replay-chain.ts';
import { writeCorrection } from '../../../src/steps/write-correction.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { effort as anyEffort, openWorld } from '../backups/world.ts';
import { approvedFix } from './correction-scene.ts';

const database = freshDatabase();
const ledger = `CREATE TABLE IF NOT EXISTS _prisma_migrations (id text, checksum text, finished_at timestamptz, migration_name text,
  logs text, rolled_back_at timestamptz, started_at timestamptz, applied_steps_count int);`;

beforeEach(() => ask(database.url, `DROP TABLE IF EXISTS _prisma_migrations, t; ${ledger}`));

const settings = () =>
  ask(
    database.url,
    `SELECT setconfig FROM pg_db_role_setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = '${database.name}')`,
  );

/** A forward fix before the vote, with a safety backup and these migrations in the checkout. */
async function scene(files: Readonly<Record<string, string>>) {
  const world = await openWorld({ url: database.url });
  const { at, write } = await approvedFix(database, files, `psql "$DATABASE_URL" -Xqc "${ledger}"`);
  const safety = await world.backups.take({ kind: 'safety', takenBy: at.effort.tag.run, appCommit: null }, anyEffort());
  const outcomes: Record<string, unknown> = { 'take-safety-backup': { id: safety.manifest.id } };
  const ports = { ...world, ...at.ports } as unknown as ServicePorts;
  const given: Given = { ...at, ports, outcomeOf: (step) => step.outcome.parse(outcomes[step.name]) };
  return { given, outcomes, write };
}

async function replay({ given }: Awaited<ReturnType<typeof scene>>) {
  const check = await replayChain.check(given);
  if (check.kind !== 'to-do') throw new Error(JSON.stringify(check));
  const outcome = await replayChain.run(given, check.intent);
  return { outcome, findings: await replayChain.verify(given, outcome) };
}

const reaches = `ALTER DATABASE "${database.name}" SET work_mem = '99MB';`;

describe('the chain of migrations before a forward fix (G10)', { timeout: 60_000 }, () => {
  test('is replayed on an empty database where it keeps to its own', async () => {
    const { outcome, findings } = await replay(await scene({ '1_first': 'CREATE TABLE t (v int);' }));
    expect(outcome).toMatchObject({ migrations: 1, error: null });
    expect(findings).toMatchObject([{ result: 'passed', say: expect.stringContaining('1 migrations ran') }]);
  });

  test('is not replayed where an old one would change production’s server before any vote (I1)', async () => {
    const { outcome, findings } = await replay(await scene({ '1_old': `SELECT 1;\n${reaches}`, '2_fix': 'SELECT 1;' }));
    expect(outcome).toMatchObject({ skipped: expect.stringContaining('1_old/migration.sql:2 changes a database') });
    expect(findings).toMatchObject([{ result: 'warned', say: expect.stringContaining('1_old/migration.sql:2') }]);
    expect(await settings()).toEqual([]);
  });

  test('ends with a correction that is refused where it reaches out itself, found so or edited afterwards (I1)', async () => {
    const { given, outcomes, write } = await scene({ '2_fix': 'SELECT 1;' });
    const migrations = await given.ports.migrations?.files.list();
    const found = { migrations: [...(migrations ?? [])], from: 'found in the checkout' };
    expect((await writeCorrection.verify(given, found)).filter(({ result }) => result === 'failed')).toEqual([]);
    outcomes[writeCorrection.name] = found;
    outcomes[replayChain.name] = { migrations: 1, durationMs: 1, error: null };
    await write('2_fix', reaches);
    expect(await writeCorrection.verify(given, found)).toContainEqual(
      expect.objectContaining({
        result: 'failed',
        say: expect.stringContaining('2_fix/migration.sql:1 changes a database'),
        hint: expect.stringContaining('do it by hand'),
      }),
    );
    const name = given.ports.copies.scratchName(given.effort.tag);
    await expect(rehearseCorrection.run(given, { id: 'correction-1', name })).rejects.toThrow('2_fix/migration.sql:1');
    expect(await settings()).toEqual([]);
  });
});
