import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkOut, migrationsOf } from '../../demo/promptrefine/checkout.ts';
import { releaseB } from '../../demo/promptrefine/releases/b.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { SlackMessage } from '../../demo/slack/shapes.ts';
import { ServiceName } from '../../src/domain/ids.ts';
import type { MigrationRecord } from '../../src/domain/migration-record.ts';
import { foldMigration } from '../../src/policy/migrations/fold-record.ts';
import { asSuperuser, eventually, PATIENT, shareWorld, untilReady } from '../support/world.ts';
import { alex, answerTo, dana, declare, endIncident, ops, robin, sam } from '../support/world-acts.ts';

const service = ServiceName.parse('promptrefine');
const stage = shareWorld({
  rate: 2,
  adapt: (policy) => ({
    ...policy,
    migrations: { ...(policy['migrations'] as object), remind_after: '1s', watch: { every: '500ms' } },
  }),
});
const repository = () => join(stage.world.folder, 'promptrefine', 'checkout');
const checkout = () => migrationsOf(repository());

async function record(): Promise<MigrationRecord | null> {
  const { entries } = await stage.store.migrations.read({ service, environment: 'production' });
  return foldMigration(service, 'production', entries);
}

function until(what: string, holds: (now: MigrationRecord) => boolean): Promise<MigrationRecord> {
  return eventually(what, async () => {
    const now = await record();
    return now !== null && holds(now) ? now : null;
  });
}

/** The migration's message once it says this. */
function told(...says: readonly string[]): Promise<SlackMessage> {
  const fits = (message: SlackMessage) => {
    const text = visibleText(message);
    return text.includes('Checklist') && says.every((each) => text.includes(each));
  };
  return stage.world.slack.waitForMessage(ops, fits, PATIENT);
}

async function begin(ticked: readonly string[] = ['staging', 'low-traffic']): Promise<void> {
  const { slack } = stage.world;
  await slack.as(sam.id).command(ops, '/migration', 'begin promptrefine');
  const form = await slack.waitForView(sam.id, 'Who stands by?', PATIENT);
  const { errors } = await slack
    .as(sam.id)
    .submit(form, { checklist: [...ticked], standby: alex.id, note: 'Release 42' });
  expect(errors).toBeUndefined();
  await slack.waitForNoView(sam.id, PATIENT);
}

/** Adds one behind the others, as `drizzle-kit generate` would; returns when. */
function addMigration(tag: string, sql: string): number {
  const journal = join(checkout(), 'meta', '_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'));
  const next = { ...entries.at(-1), idx: entries.length, when: Date.now(), tag };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: [...entries, next] }));
  writeFileSync(join(checkout(), `${tag}.sql`), sql);
  return next.when;
}

function ledgerRow(sql: string, when: number): string {
  return `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (encode(sha256('${sql}'), 'hex'), ${when})`;
}

/** Puts the example's bad migration into the checkout, as a deploy would. */
function checkOutBad(): void {
  checkOut(repository(), releaseB);
}

async function pressWithReason(by: { readonly id: string }, action: string, why: string, message: SlackMessage) {
  const { slack } = stage.world;
  await slack.as(by.id).click(message, action);
  const form = await slack.waitForView(by.id, 'Why?', PATIENT);
  await slack.as(by.id).submit(form, { why });
  await slack.waitForNoView(by.id, PATIENT);
}

describe('a migration that is harmless', () => {
  const sql = 'CREATE TABLE notes (id bigint PRIMARY KEY, said text)';

  test('is measured to the end although the bot dies in the middle, and ends as done', async () => {
    const when = addMigration('0099_notes', sql);
    await begin([]);
    await until('it to be asked', ({ phase }) => phase === 'measuring');
    await stage.world.restartBot('SIGKILL');
    await untilReady(stage.world);
    const open = await until('the gate', ({ phase }) => phase !== 'measuring');
    expect(open, JSON.stringify(open.report?.findings ?? open.failure)).toMatchObject({ phase: 'open', number: 1 });
    const copies = await asSuperuser(stage, "SELECT datname FROM pg_database WHERE datname LIKE '%scratch_gate%'");
    expect(copies).toEqual([]);

    await asSuperuser(stage, `SET ROLE promptrefine_owner; ${sql}; ${ledgerRow(sql, when)}`, 'promptrefine');
    await stage.world.slack.as(sam.id).command(ops, '/migration', 'done promptrefine');
    const done = await until('the validation', ({ findings }) => findings !== null);
    const says = done.findings?.map(({ result, say }) => `${result} ${say}`) ?? [];
    expect(done.phase, says.join('\n')).toBe('done');
    expect(says).toContain('passed 0099_notes is the newest in production, as expected');
    await told('✅ done', 'that the rehearsal predicted');
    const watched = (message: SlackMessage) =>
      visibleText(message).includes('migration 1 of PromptRefine is watched from now on');
    expect(visibleText(await stage.world.slack.waitForMessage(ops, watched, PATIENT))).toContain(
      'every constraint is validated',
    );
    await told('✅ done', 'Watched:', 'nothing stands out');
    const undo = `DROP TABLE notes; DELETE FROM drizzle.__drizzle_migrations WHERE created_at = ${when}`;
    await asSuperuser(stage, undo, 'promptrefine');
  });
});

describe('a migration that destroys', () => {
  test('is not let through, by name and with numbers, until somebody with a say accepts the loss (G1, P6)', async () => {
    checkOutBad();
    await begin();
    const refused = await until('the gate', ({ phase, number }) => phase === 'refused' && number === 2);
    expect(refused).toMatchObject({ operator: sam.id, standby: [alex.id], ticked: ['staging', 'low-traffic'] });
    const message = await told('not to go ahead', 'drops column prompts.current_version', 'deletes rows of test_runs');
    expect(visibleText(message)).toMatch(/rows: public\.test_runs: [\d,]+ rows? deleted/);
    expect(visibleText(message)).toContain('☑ This is a low-traffic window');
    expect(visibleText(message)).toContain('☐ API contract tests pass');

    const { slack } = stage.world;
    const no = await answerTo(stage, robin, () => pressWithReason(robin, 'migration-accept', 'why not', message));
    expect(no).toContain('You hold no role for PromptRefine');
    await pressWithReason(dana, 'migration-accept', 'PR-811: it is derived', message);
    const open = await until('the gate to open', ({ phase }) => phase === 'open');
    expect(open).toMatchObject({ accepted: { by: dana.id, why: 'PR-811: it is derived' } });
    await told('go: under way', 'The loss is accepted by');
    const asksBack = (each: SlackMessage) => visibleText(each).includes('Migration 2 of PromptRefine is still open');
    await stage.world.slack.waitForMessage(ops, asksBack, PATIENT);
    await until('it to be asked about', ({ reminders }) => reminders > 0);
    await slack.as(sam.id).command(ops, '/migration', 'begin promptrefine');
    const twice = await slack.waitForView(sam.id, 'Who stands by?', PATIENT);
    const again = await answerTo(stage, sam, () => slack.as(sam.id).submit(twice, {}));
    expect(again).toContain('is under way already');
  });

  test('is inherited by the incident: failing migration, backup, operator, team and instant (G1, B10)', async () => {
    const before = await until('the open gate', ({ phase }) => phase === 'open');
    await stage.world.service.runBadMigration();
    const id = await declare(stage);
    const incident = await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
    expect(incident.declaration).toMatchObject({
      migration: '0007_tidy_prompt_history',
      during: { number: 2, operator: sam.id, standby: [alex.id], startedAt: before.startedAt },
    });
    expect(incident.proposed?.plan.backup?.id).toBe(before.report?.backup?.id);
    const card = await stage.world.slack.waitForMessage(
      ops,
      (each) =>
        visibleText(each).includes('Migration 2 was under way') && visibleText(each).includes('roll PromptRefine'),
      PATIENT,
    );
    expect(visibleText(card)).toContain(String(before.report?.backup?.id));
    await told(`${id} was declared during it`);
    await endIncident(stage, id);
  });

  test('fails its validation where production is not as the rehearsal left it, and can be called off (P6)', async () => {
    const { slack } = stage.world;
    await asSuperuser(
      stage,
      'DROP VIEW daily_test_runs; ALTER TABLE test_runs RENAME TO test_runs_away',
      'promptrefine',
    );
    await slack.as(sam.id).click(await told('go: under way'), 'migration-done');
    const judged = await until('the validation', ({ findings }) => findings !== null);
    expect(judged.phase).toBe('open');
    await told('After the deploy', 'test_runs is missing in production');
    await asSuperuser(stage, 'ALTER TABLE test_runs_away RENAME TO test_runs', 'promptrefine');
    await pressWithReason(sam, 'migration-call-off', 'It has done harm.', await told('After the deploy'));
    await until('the end', ({ phase }) => phase === 'called-off');
    await told('called off', 'It has done harm.');
  });
});

describe('the ledger doctor', () => {
  const consult = () =>
    answerTo(stage, sam, () => stage.world.slack.as(sam.id).command(ops, '/migration', 'doctor promptrefine'));

  test('tells who asks what has drifted, with the next move, and is content once it is mended', async () => {
    checkOutBad();
    const passedOver = 'a7'.repeat(32);
    const edited = join(checkout(), '0003_search_indexes.sql');
    const written = readFileSync(edited, 'utf8');
    writeFileSync(edited, `${written}-- a second thought\n`);
    await asSuperuser(
      stage,
      `DELETE FROM drizzle.__drizzle_migrations WHERE created_at > (SELECT created_at FROM drizzle.__drizzle_migrations ORDER BY created_at OFFSET 7 LIMIT 1);
       INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('${passedOver}', ${Date.now()})`,
      'promptrefine',
    );
    const answer = await consult();
    expect(answer).toContain('The migrations of PromptRefine and production’s ledger do not agree:');
    expect(answer).toMatch(
      /✗ 0003_\w+ was changed after it was applied\n.*Next:.* Put the file back as it was applied/,
    );
    expect(answer).toMatch(
      new RegExp(`✗ .*${passedOver.slice(0, 8)}.* was applied to production, and its file is not in`),
    );

    writeFileSync(edited, written);
    await asSuperuser(stage, `DELETE FROM drizzle.__drizzle_migrations WHERE hash = '${passedOver}'`, 'promptrefine');
    expect(await consult()).toMatch(/ledger agree\.\n✓ 8 applied, 0 pending/);
  });
});
