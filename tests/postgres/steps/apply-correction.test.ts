import pg from 'pg';
import { beforeEach, describe, expect, test } from 'vitest';
import type { GivenGrant } from '../../../src/engine/step.ts';
import { tagText } from '../../../src/ports/run-tag.ts';
import { applyCorrection } from '../../../src/steps/apply-correction.ts';
import { freshDatabase } from '../../support/cluster.ts';
import { ask } from '../../support/target.ts';
import { approvedFix } from './correction-scene.ts';

const database = freshDatabase();
const fix = { '2_fix': 'ALTER TABLE t ADD COLUMN fixed int;' };

beforeEach(() =>
  ask(
    database.url,
    `DROP TABLE IF EXISTS _prisma_migrations, t; CREATE TABLE t (v int);
     CREATE TABLE _prisma_migrations (id text, checksum text, finished_at timestamptz, migration_name text, logs text,
       rolled_back_at timestamptz, started_at timestamptz, applied_steps_count int)`,
  ),
);

const columns = async () =>
  (
    await ask<{ name: string }>(
      database.url,
      "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 't'",
    )
  )
    .map(({ name }) => name)
    .sort();

function targetOf({ incident: { proposed } }: GivenGrant) {
  if (proposed === null) throw new Error('a plan was voted on');
  return proposed.plan.target;
}

async function toDo(at: GivenGrant) {
  const check = await applyCorrection.check(at, null);
  if (check.kind !== 'to-do') throw new Error(JSON.stringify(check));
  return check.intent;
}

async function runAndVerify(at: GivenGrant) {
  const intent = await toDo(at);
  const outcome = await applyCorrection.run(at, intent);
  return { intent, findings: await applyCorrection.verify(at, outcome) };
}

describe('the corrective migration that was voted on (G10)', { timeout: 30_000 }, () => {
  test('is applied by the service’s own command, and asked again it is found done', async () => {
    const { at } = await approvedFix(database, fix);
    const { intent, findings } = await runAndVerify(at);
    expect(findings).toEqual([{ check: 'ledger', result: 'passed', say: '2_fix is applied' }]);
    expect(await columns()).toEqual(['fixed', 'v']);
    for (const begun of [intent, null])
      expect(await applyCorrection.check(at, begun)).toMatchObject({ kind: 'already-done' });
    // A journal of before the ledger's other rows were noted.
    const { besides: _, ...old } = intent;
    expect(await applyCorrection.check(at, applyCorrection.intent.parse(old))).toMatchObject({ kind: 'already-done' });
  });

  test.each([
    ['was edited', '2_fix', 'DROP TABLE t;'],
    ['got company', '3_more', 'DROP TABLE t;'],
  ])('does not run where the checkout %s in the moment after the check', async (_, name, sql) => {
    const { at, write } = await approvedFix(database, fix);
    const intent = await toDo(at);
    await write(name, sql);
    await expect(applyCorrection.run(at, intent)).rejects.toMatchObject({
      code: 'check-failed',
      message: 'The pending migrations are not those that were tried and voted on.',
    });
    expect(await columns()).toEqual(['v']);
  });

  test('fails, and says so, where the command found another text of it than the one that was voted on', async () => {
    const edit = `printf 'ALTER TABLE t ADD COLUMN other int;' > 2_fix/migration.sql`;
    const { at } = await approvedFix(database, fix, edit);
    const { intent, findings } = await runAndVerify(at);
    const say = '2_fix is applied, but with another text than the one that was voted on';
    expect(findings).toMatchObject([{ result: 'failed', say }]);
    expect(await applyCorrection.check(at, intent)).toMatchObject({ kind: 'refused' });
  });

  test('fails, and names it, where the command applied another migration besides', async () => {
    const add = `mkdir -p 3_more; printf 'ALTER TABLE t ADD COLUMN more int;' > 3_more/migration.sql`;
    const { at } = await approvedFix(database, fix, add);
    const { intent, findings } = await runAndVerify(at);
    const say = '3_more was applied as well, and nobody voted on it';
    expect(findings).toMatchObject([{ result: 'passed' }, { result: 'failed', say }]);
    // Nor is it passed over where we died before we could look.
    expect(await applyCorrection.check(at, intent)).toMatchObject({ kind: 'refused', say });
  });

  test('is not held to what the ledger had of other migrations before', async () => {
    await ask(
      database.url,
      `INSERT INTO _prisma_migrations VALUES ('1', 'x', now(), '1_of_another_commit', NULL, NULL, now(), 1)`,
    );
    const { at } = await approvedFix(database, fix);
    expect((await runAndVerify(at)).findings).toMatchObject([{ result: 'passed' }]);
  });
});

describe('a database that is not the one that was voted on (G10)', { timeout: 30_000 }, () => {
  test('that has taken its name gets no corrective migration', async () => {
    const { at } = await approvedFix(database, fix);
    const intent = await toDo(at);
    const voted = targetOf(at);
    const oid = voted.oid;
    voted.oid = oid + 1;
    const words = `${database.name} is another database now (oid ${oid}) than the one that was voted on (oid ${oid + 1}).`;
    expect(await applyCorrection.check(at, null)).toMatchObject({ kind: 'refused', say: words });
    await expect(applyCorrection.run(at, intent)).rejects.toThrow(words);
    expect(await columns()).toEqual(['v']);
  });

  test('is looked for where production goes by another name now', async () => {
    const { at } = await approvedFix(database, fix);
    targetOf(at).database = 'before';
    expect(await applyCorrection.check(at, null)).toMatchObject({
      kind: 'refused',
      say: `The database that was voted on was called before, and is called ${database.name} now.`,
    });
  });
});

describe('the command that applies it', { timeout: 30_000 }, () => {
  test('waits for a lock no longer than the policy says', async () => {
    const { at } = await approvedFix(database, fix);
    const intent = await toDo(at);
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE t');
      await expect(applyCorrection.run(at, intent)).rejects.toThrow('lock timeout');
    } finally {
      await holder.end();
    }
  });

  test('is waited for where a session of its run has not ended yet', async () => {
    const { at } = await approvedFix(database, fix);
    const left = new pg.Client({ connectionString: database.url, application_name: tagText(at.effort.tag) });
    await left.connect();
    try {
      expect(await applyCorrection.check(at, null)).toMatchObject({ kind: 'to-do' });
      await left.query('BEGIN; SELECT 1');
      expect(await applyCorrection.check(at, null)).toMatchObject({
        kind: 'refused',
        say: expect.stringContaining('has not ended yet'),
        hint: 'Try this step again in a moment.',
      });
    } finally {
      await left.end();
    }
  });
});
