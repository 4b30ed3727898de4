import { beforeAll, describe, expect, test } from 'vitest';
import { perService } from '../../blocks/forms/declare-form.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { rowsLost } from '../../src/domain/loss.ts';
import { asSuperuser, PATIENT, shareWorld } from '../support/world.ts';
import {
  answerTo,
  approveAs,
  dana,
  declare,
  endIncident,
  messageWith,
  ops,
  pressAndFill,
  robin,
  sam,
  takeBackup,
  untilRecovered,
} from '../support/world-acts.ts';

/** Written between the backup and the restore: only the database that is replaced has it. */
const beforeRestore = 'written-before-the-restore@example.com';
/** Written after the restore: only the restored database has it. */
const afterRestore = 'written-after-the-restore@example.com';

const stage = shareWorld({
  rate: 0,
  prepare: async (world) => {
    await takeBackup(world);
  },
});

const production = async () => {
  const [found] = await asSuperuser(
    stage,
    "SELECT oid::int, datallowconn AS open, shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE datname = 'promptrefine'",
  );
  return found as { oid: number; open: boolean };
};
const databaseOf = async (oid: number) => {
  const [found] = await asSuperuser(
    stage,
    `SELECT datname AS name, datallowconn AS open FROM pg_database WHERE oid = ${oid}`,
  );
  return found as { name: string; open: boolean };
};
let ids = 1_000_000;
const insertUser = (email: string) =>
  asSuperuser(
    stage,
    `INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('id', ${++ids}, 'email', '${email}'))).* FROM users u LIMIT 1`,
    'promptrefine',
  );
const hasUser = async (email: string) =>
  (await asSuperuser(stage, `SELECT 1 FROM users WHERE email = '${email}'`, 'promptrefine')).length > 0;
/** No migration failed, so the newest backup is as good as any. */
async function restoreByMistake(): Promise<IncidentId> {
  const made = await declare(stage, sam, {
    'speaks-for': ['data-deleted'],
    [perService('migration', 'promptrefine')]: '',
  });
  await stage.until(made, 'a plan', ({ phase }) => phase === 'deciding');
  await approveAs(stage, made, dana);
  await untilRecovered(stage, made);
  return made;
}

const chooseUndo = () =>
  pressAndFill(
    stage,
    { id, action: 'choose-path', form: 'Why this one?' },
    { path: 'undo-restore', why: 'The data was never broken; only the report was.' },
  );

let id: IncidentId;
let original: { oid: number };
let restored: { oid: number };

beforeAll(async () => {
  original = await production();
  await insertUser(beforeRestore);
  id = await restoreByMistake();
  restored = await production();
  expect(restored.oid).not.toBe(original.oid);
  expect(await hasUser(beforeRestore)).toBe(false);
  await insertUser(afterRestore);
});

describe('a restore that was a mistake', () => {
  test('is taken back only after a vote of its own, on a card that says what that costs', async () => {
    const decided = await stage.journal.incident(id);
    await chooseUndo();
    const deciding = await stage.until(id, 'a plan to take it back', ({ phase }) => phase === 'deciding');
    expect(deciding).toMatchObject({ decision: null, votes: [], recoveredAt: null });
    expect(deciding.proposed?.revision).toBe((decided?.proposed?.revision ?? 0) + 1);
    expect(deciding.proposed?.plan).toMatchObject({ path: 'undo-restore', copy: { oid: original.oid } });
    const loss = deciding.proposed?.plan.statedLoss;
    expect(loss?.tables.find(({ table }) => table === 'public.users')).toMatchObject({ inserted: 1, deleted: 1 });
    const card = await stage.world.slack.waitForMessage(
      ops,
      (message) => visibleText(message).includes('becomes promptrefine again'),
      PATIENT,
    );
    expect(visibleText(card)).toContain('The restored database is kept');
    expect(visibleText(card)).toContain('It brings back 1 row that only the replaced database has');
    expect(await production()).toMatchObject({ oid: restored.oid, open: true });
  });

  test('comes back as it was: same database, its rows there, and what was written since kept and exported', async () => {
    await approveAs(stage, id, dana);
    const recovered = await untilRecovered(stage, id);
    expect(await production()).toMatchObject({ oid: original.oid, open: true });
    expect(await hasUser(beforeRestore)).toBe(true);
    expect(await hasUser(afterRestore)).toBe(false);
    const kept = await databaseOf(restored.oid);
    expect(kept.name).toContain('_replaced_');
    expect(kept.open).toBe(false);
    const final = recovered.steps['count-final-loss']?.outcome as { exportedRows: number; report: never };
    expect(final.exportedRows).toBe(rowsLost(final.report));
    expect(final.exportedRows).toBeGreaterThan(0);
  });

  test('can itself be taken back, which brings the restored data back with what was written into it', async () => {
    await insertUser('written-after-the-undo@example.com');
    await chooseUndo();
    await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
    await approveAs(stage, id, dana);
    await untilRecovered(stage, id);
    expect(await production()).toMatchObject({ oid: restored.oid, open: true });
    expect(await hasUser(afterRestore)).toBe(true);
    expect(await hasUser(beforeRestore)).toBe(false);
  });

  test('is not for somebody without a role to ask for', async () => {
    const { slack } = stage.world;
    await slack.as(robin.id).click(await messageWith(stage, id, 'choose-path'), 'choose-path');
    const form = await slack.waitForView(robin.id, 'Why this one?', PATIENT);
    const said = await answerTo(stage, robin, () =>
      slack.as(robin.id).submit(form, { path: 'undo-restore', why: 'I would like it.' }),
    );
    expect(said).toContain('You may not choose another way back');
    expect((await stage.journal.incident(id))?.phase).toBe('recovered');
  });

  test('leaves the kept database closed when the question is dropped, and the incident closes', async () => {
    await chooseUndo();
    await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
    await endIncident(stage, id);
    await stage.until(id, 'the end', ({ phase }) => phase === 'closed');
    await expect.poll(async () => (await databaseOf(original.oid)).open, { timeout: 30_000 }).toBe(false);
    expect(await production()).toMatchObject({ oid: restored.oid, open: true });
  });
});
