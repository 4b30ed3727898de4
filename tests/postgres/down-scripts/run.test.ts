import { beforeEach, describe, expect, test } from 'vitest';
import type { OwnLedger } from '../../../src/adapters/postgres/ledger-rows.ts';
import type { DatabaseIdentity } from '../../../src/domain/database.ts';
import type { PlannedScripts } from '../../../src/domain/down-scripts.ts';
import { DownScriptPolicy } from '../../../src/domain/policy-file/down-scripts.ts';
import type { Check, GivenGrant } from '../../../src/engine/step.ts';
import type { ServicePorts } from '../../../src/ports/service-ports.ts';
import { runDownScripts } from '../../../src/steps/run-down-scripts.ts';
import { digestToRun } from '../../../src/steps/scripts-to-run.ts';
import { databaseUrl, freshDatabase } from '../../support/cluster.ts';
import { declared, policy } from '../../support/incident-builder.ts';
import { raiseFence } from '../../support/swap-scene.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from '../../support/target.ts';
import { openScene } from './scene.ts';

const shop = freshDatabase();
const guard = {
  migration: '001_a.sql',
  name: 'rows',
  title: 'rows in the way',
  sql: 'SELECT count(*) FROM a',
  options: [{ name: 'delete', title: 'delete them', sql: 'DELETE FROM a' }],
};
const files = {
  '001_a.sql': 'SELECT 1;',
  '002_b.sql': 'SELECT 2;',
  'rollback/001.sql': 'DROP TABLE a;',
  'rollback/002.sql': 'DROP TABLE b;',
};

let run = '';
let into: DatabaseIdentity;
beforeEach(async () => {
  run = newRun();
  into = await asValidatedCopy(shop.name);
  await raiseFence(shop.url, run, 1);
  await ask(
    shop.url,
    `DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE a (id int); CREATE TABLE b (id int);
     INSERT INTO a VALUES (1), (2)`,
  );
});
const tables = async () =>
  (await ask<{ name: string }>(shop.url, "SELECT relname::text AS name FROM pg_class WHERE relname IN ('a', 'b')"))
    .map(({ name }) => name)
    .sort();

/** The step as it stands when 002 and 001 were rehearsed and approved, with two rows in the way of 001. */
async function approved(own?: OwnLedger) {
  const ledger = own === undefined ? {} : { own };
  const scene = await openScene({ url: shop.url, tool: 'sql', pattern: 'rollback/{number}.sql', files, ...ledger });
  const option = { name: 'delete', title: 'delete them', sql: 'DELETE FROM a' };
  const chosen = await Promise.all(
    (['002_b.sql', '001_a.sql'] as const).map(async (migration) => {
      const { script } = await scene.toRun(migration);
      const before = migration === '001_a.sql' ? option.sql : null;
      return { migration, file: script.file, digest: digestToRun(script, before) };
    }),
  );
  const downScripts: PlannedScripts = {
    scripts: chosen,
    leftOut: [],
    guards: [{ migration: '001_a.sql', guard: 'rows', title: 'rows in the way', rows: 2, option }],
    ledger: null,
    commit: null,
    takesAway: { rows: [], values: [] },
  };
  const target = { database: into.name, oid: into.oid, systemIdentifier: into.systemIdentifier };
  const { incident } = declared();
  const service = policy();
  const down_scripts = DownScriptPolicy.parse({ pattern: 'rollback/{number}.sql', guards: [guard] });
  const given = {
    incident: {
      ...incident,
      id: run,
      proposed: { revision: 1, digest: 'd'.repeat(64), plan: { target, downScripts } },
    },
    service: { ...service, migrations: { tool: 'sql', directory: '/', destructive: [], down_scripts } },
    ports: {
      questions: scene.world.questions,
      migrations: { files: scene.migrations, ledger: scene.ledger, down: scene.down },
    } as unknown as ServicePorts,
    effort: effortOf(run),
    grant: approve(run),
    now: new Date(),
  } as unknown as GivenGrant;
  return { scene, given };
}

type Intent = Parameters<typeof runDownScripts.run>[1];

async function toDo(given: GivenGrant): Promise<Intent> {
  const found: Check<Intent, unknown> = await runDownScripts.check(given);
  if (found.kind !== 'to-do') throw new Error(JSON.stringify(found));
  return found.intent;
}

describe('running the scripts that were approved', { timeout: 60_000 }, () => {
  test('goes in reverse order, with the option that was chosen, and asked twice it is found done (S1, S4)', async () => {
    const { given } = await approved();
    const { ran } = await runDownScripts.run(given, await toDo(given));
    expect(ran?.map(({ migration }) => migration)).toEqual(['002_b.sql', '001_a.sql']);
    expect(await tables()).toEqual([]);
    expect(await runDownScripts.check(given)).toMatchObject({ kind: 'already-done' });
  });

  test('stops at the first error with nothing of it applied, and goes on there, never doing the first twice', async () => {
    const { given } = await approved();
    await ask(shop.url, 'CREATE VIEW holds AS SELECT * FROM a');
    const intent = await toDo(given);
    await expect(runDownScripts.run(given, intent)).rejects.toThrow(
      /rollback\/001\.sql:1 ERROR:.*cannot drop table a.*Nothing of rollback\/001\.sql was applied\. Taken back before it, and staying so: 002_b\.sql/s,
    );
    expect(await tables()).toEqual(['a']);
    expect(await ask(shop.url, 'SELECT * FROM a')).toHaveLength(2);
    await ask(shop.url, 'DROP VIEW holds');
    const { ran } = await runDownScripts.run(given, await toDo(given));
    expect(ran).toMatchObject([{ migration: '002_b.sql', durationMs: null }, { migration: '001_a.sql' }]);
    expect(await tables()).toEqual([]);
  });

  test('refuses a script that is not the one that was rehearsed', async () => {
    const { scene, given } = await approved();
    const intent = await toDo(given);
    await scene.write('rollback/001.sql', 'DROP TABLE a; -- and a little more');
    await expect(runDownScripts.run(given, intent)).rejects.toThrow('is not the script that was chosen');
    expect(await tables()).toEqual(['a', 'b']);
  });

  test('refuses where more rows stand in the way than were approved (S4)', async () => {
    const { given } = await approved();
    await ask(shop.url, 'INSERT INTO a VALUES (3)');
    expect(await runDownScripts.check(given)).toMatchObject({
      kind: 'refused',
      say: 'rows in the way: 3 now, 2 were approved',
    });
  });

  test('of an approval for another incident does nothing (I1)', async () => {
    const { given } = await approved();
    const foreign = { ...given, grant: approve(newRun()) };
    await expect(runDownScripts.run(foreign, await toDo(given))).rejects.toThrow('covers nothing');
    expect(await tables()).toEqual(['a', 'b']);
  });
});

describe('where the server has forgotten how the transaction of a script ended', { timeout: 60_000 }, () => {
  const own = { table: 'public.done', column: 'file' };

  /** Both scripts ran, and the cluster was set back to a time before the numbers of their transactions. */
  async function forgotten(left: string) {
    await ask(shop.url, "CREATE TABLE done (file text); INSERT INTO done VALUES ('001_a.sql'), ('002_b.sql')");
    const { given } = await approved(own);
    await runDownScripts.run(given, await toDo(given));
    await ask(
      databaseUrl('recourse_control'),
      `UPDATE marker SET facts = '{"xid": "4611686018427387904"}' WHERE run = $1`,
      [run],
    );
    await ask(shop.url, left);
    return given;
  }

  test('a ledger whose rows are gone tells that it happened', async () => {
    const given = await forgotten('SELECT 1');
    expect(await runDownScripts.check(given)).toMatchObject({ kind: 'already-done' });
  });

  test('a ledger that has a row still leaves it to a person, who is told what to do', async () => {
    const given = await forgotten("INSERT INTO done VALUES ('001_a.sql')");
    expect(await runDownScripts.check(given)).toMatchObject({
      kind: 'cannot-tell',
      say: expect.stringContaining('choose this way back again'),
    });
  });
});
