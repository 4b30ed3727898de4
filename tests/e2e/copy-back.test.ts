import { beforeAll, describe, expect, test } from 'vitest';
import { perService } from '../../blocks/forms/declare-form.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { asSuperuser, PATIENT, shareWorld } from '../support/world.ts';
import {
  answerTo,
  approveAs,
  dana,
  declare,
  endIncident,
  messageWith,
  ops,
  press,
  pressAndFill,
  sam,
  takeBackup,
  untilRecovered,
} from '../support/world-acts.ts';

const stage = shareWorld({
  rate: 0, // users would change the very rows between the backup and the loss
  prepare: async (world) => {
    await takeBackup(world);
  },
});

/** The prompts that somebody deletes by mistake, with everything that hangs on them. */
const lost = 'BETWEEN 3 AND 7';
const inProduction = (sql: string) => asSuperuser(stage, sql, 'promptrefine');
const contents = async () =>
  Promise.all(
    [
      `SELECT md5(t::text) AS row FROM prompts t WHERE id ${lost} ORDER BY 1`,
      `SELECT md5(t::text) AS row FROM prompt_versions t WHERE prompt_id ${lost} ORDER BY 1`,
      `SELECT md5(t::text) AS row FROM test_runs t WHERE prompt_id ${lost} ORDER BY 1`,
    ].map(inProduction),
  );
const databaseOid = async () =>
  (await asSuperuser(stage, "SELECT oid::int FROM pg_database WHERE datname = 'promptrefine'"))[0];

const declareLoss = () =>
  declare(stage, sam, { 'speaks-for': ['data-deleted'], [perService('migration', 'promptrefine')]: '' });
const chooseRows = (incident: IncidentId, rows: string) =>
  pressAndFill(
    stage,
    { id: incident, action: 'choose-path', form: 'Which rows?' },
    { path: 'copy-back', rows, why: 'A few rows are missing, and users go on working.' },
  );

let id: IncidentId;
let before: Awaited<ReturnType<typeof contents>>;
let original: Awaited<ReturnType<typeof databaseOid>>;

beforeAll(async () => {
  before = await contents();
  original = await databaseOid();
  await inProduction(`DELETE FROM prompts WHERE id ${lost}`);
  id = await declareLoss();
});

describe('a few rows that were deleted', () => {
  test('are wanted back in words that are understood, or sent back with an example', async () => {
    await stage.until(id, 'a first plan', ({ phase }) => phase === 'deciding');
    await press(stage, id, 'choose-path');
    const form = await stage.world.slack.waitForView(dana.id, 'Which rows?', PATIENT);
    const entries = { path: 'copy-back', rows: 'prompts since noon', why: 'They are missing.' };
    const said = await answerTo(stage, dana, () => stage.world.slack.as(dana.id).submit(form, entries));
    expect(said).toContain('“since noon” is no time that I know');
    expect((await stage.journal.incident(id))?.choice.path).toBe('restore');
  });

  test('stand on the card with their number before anybody votes, and nothing has changed yet', async () => {
    await chooseRows(id, 'prompts, prompt_versions, test_runs');
    const { proposed } = await stage.until(
      id,
      'a dry run',
      ({ phase, choice }) => phase === 'deciding' && choice.path === 'copy-back',
    );
    const report = proposed?.plan.copyBack?.report;
    expect(report?.refused).toEqual([]);
    expect(report?.tables.map(({ table, missing }) => [table, missing])).toEqual([
      ['public.prompts', before[0]?.length],
      ['public.prompt_versions', before[1]?.length],
      ['public.test_runs', before[2]?.length],
    ]);
    expect(report?.tables.flatMap((table) => table.conflicts)).toEqual([]);
    const card = await stage.world.slack.waitForMessage(
      ops,
      (message) => visibleText(message).includes('rows are written into promptrefine'),
      PATIENT,
    );
    expect(visibleText(card)).toContain('It takes nothing away; users can go on working.');
    expect((await contents()).flat()).toEqual([]);
  });

  test('are back to the letter after the vote, in the same database, and the service is well (B9)', async () => {
    await approveAs(stage, id, dana);
    const recovered = await untilRecovered(stage, id);
    expect(await contents()).toEqual(before);
    expect(await databaseOid()).toEqual(original);
    const { findings, outcome } = recovered.steps['copy-rows-back'] ?? {};
    expect(outcome).toMatchObject({ rows: before.flat().length });
    expect(findings?.map(({ result }) => result)).toEqual(['passed', 'passed', 'passed']);
    await endIncident(stage, id);
  });
});

describe('rows that were written after the backup', () => {
  const email = 'written-before-the-restore@example.com';
  const hasUser = async () => (await inProduction(`SELECT 1 FROM users WHERE email = '${email}'`)).length > 0;
  let next: IncidentId;

  test('are lost by a restore, and come back from the database that it replaced, in the same incident', async () => {
    await inProduction(
      `INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('id', 1000001, 'email', '${email}'))).* FROM users u LIMIT 1`,
    );
    next = await declareLoss();
    await stage.until(next, 'a plan', ({ phase }) => phase === 'deciding');
    await approveAs(stage, next, dana);
    await untilRecovered(stage, next);
    expect(await hasUser()).toBe(false);
    const restored = await databaseOid();
    await chooseRows(next, 'users');
    const { proposed } = await stage.until(
      next,
      'a dry run',
      ({ phase, choice }) => phase === 'deciding' && choice.path === 'copy-back',
    );
    expect(proposed?.plan.copyBack?.report.tables).toMatchObject([{ table: 'public.users', missing: 1 }]);
    await approveAs(stage, next, dana);
    await untilRecovered(stage, next);
    expect(await hasUser()).toBe(true);
    expect(await databaseOid()).toEqual(restored);
  });

  test('leave the restore as it can still be taken back, and the replaced database closed', async () => {
    const kept = await asSuperuser(
      stage,
      "SELECT datallowconn AS open FROM pg_database WHERE datname LIKE 'promptrefine_replaced%'",
    );
    expect(kept).toEqual([{ open: false }]);
    expect(await messageWith(stage, next, 'choose-path')).toBeDefined();
    await endIncident(stage, next);
  });
});
