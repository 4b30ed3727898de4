import { renameSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { countRows, dataIsBack } from '../../demo/stories/promptrefine/data-is-back.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { asSuperuser, databaseNames, eventually, PATIENT, scratchOf, shareWorld } from '../support/world.ts';
import {
  alex,
  answerTo,
  approveAs,
  dana,
  declareAndApprove,
  declareAndPrepare,
  endIncident,
  messageWith,
  ops,
  pressAndFill,
  retry,
  sam,
  takeBackup,
  untilFailed,
  untilRecovered,
  valueFor,
} from '../support/world-acts.ts';
import { findSecrets } from '../support/world-secrets.ts';

let before = { versions: 0, runs: 0 };
let acknowledged: Awaited<ReturnType<typeof stage.world.service.acknowledged>> = [];
const stage = shareWorld({
  adapt: (policy) => ({
    ...policy,
    smoke: { ...(policy['smoke'] as object), ready_within: '1s' },
    freeze: { ...(policy['freeze'] as object), methods: methodsWaiting(policy, '2s') },
  }),
  prepare: async (world) => {
    await asSuperuserOf(world.cluster.url(), 'ALTER SYSTEM SET max_prepared_transactions = 5');
    await world.cluster.restart();
    before = await countRows(world);
    await eventually('traffic', async () => (await world.service.acknowledged()).length > 0);
    acknowledged = await world.service.acknowledged();
    await takeBackup(world);
    await world.service.setTrafficRate(0);
    await world.service.runBadMigration();
  },
});

function methodsWaiting(policy: Record<string, unknown>, lockTimeout: string): object[] {
  const { methods } = policy['freeze'] as { methods: { method: string }[] };
  return methods.map((each) => (each.method === 'lock-tables' ? { ...each, lock_timeout: lockTimeout } : each));
}

async function asSuperuserOf(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** A session of the team's own in the middle of a write, as somebody forgot it in a terminal. */
async function forgottenWriter(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: stage.world.cluster.url('promptrefine'), application_name: 'psql' });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN; UPDATE users SET id = id WHERE id = 1');
  return () => client.end();
}

const inProduction = (sql: string) => asSuperuser(stage, sql, 'promptrefine');

/** Production takes writes: no maintenance mode, no locked table. */
async function writesAreTaken(): Promise<void> {
  await inProduction("SET lock_timeout = '1s'; UPDATE users SET id = id WHERE id = 1");
  const { health } = await stage.world.service.state();
  expect(health).toMatchObject({ maintenance: false });
}

let id: IncidentId;

describe('a recovery in which everything fails once', () => {
  test('leaves production writable where the freeze cannot be proved, and names who writes (G3)', async () => {
    const endWriter = await forgottenWriter();
    id = await declareAndApprove(stage);
    expect(await untilFailed(stage, id, 'freeze-writes', 'psql')).toContain('Try again');
    await endWriter();
    await writesAreTaken();
  });

  test('does not promote past a prepared transaction, and says which', async () => {
    await asSuperuser(
      stage,
      "BEGIN; SELECT pg_advisory_xact_lock(7); PREPARE TRANSACTION 'left-behind'",
      'promptrefine',
    );
    await retry(stage, id, 'freeze-writes');
    await untilFailed(stage, id, 'promote-copy', 'left-behind');
    expect(await databaseNames(stage)).toContain('promptrefine');
    await inProduction("ROLLBACK PREPARED 'left-behind'");
  });

  test('waits for a person where the deploy command fails (G8)', async () => {
    const config = join(stage.world.folder, 'promptrefine', 'service.json');
    renameSync(config, `${config}.away`);
    await retry(stage, id, 'promote-copy');
    await untilFailed(stage, id, 'redeploy-commit', 'Redeploy the matching commit failed');
    renameSync(`${config}.away`, config);
  });

  test('is not stopped any more once the copy is production, by no button, and the kept database is named', async () => {
    const kept = (await databaseNames(stage)).find((name) => name.includes('_replaced_')) ?? 'none';
    const headline = await messageWith(stage, id, 'retry-step', 'redeploy-commit');
    const incident = await stage.journal.incident(id);
    if (incident === null) throw new Error('the incident has gone');
    for (const [action, form] of [
      ['abandon', 'Why do you stop it?'],
      ['undo-step', 'Take the step back'],
    ] as const) {
      expect(JSON.stringify(headline.blocks)).not.toContain(`"action_id":"${action}"`);
      const told = await answerTo(stage, dana, async () => {
        const value = valueFor(incident, { step: 'redeploy-commit' });
        await stage.world.slack.as(dana.id).click(headline, action, { value });
        const view = await stage.world.slack.waitForView(dana.id, form, PATIENT);
        await stage.world.slack.as(dana.id).submit(view, { why: 'I am not sure any more.' });
      });
      expect(told).toContain(`kept as \`${kept}\``);
    }
    expect((await stage.journal.incident(id))?.phase).toBe('executing');
  });
});

describe('the same recovery, from the promotion on,', () => {
  test('waits for a person where the service fails its smoke checks (G9, B7)', async () => {
    await inProduction('ALTER TABLE users RENAME TO users_away');
    await retry(stage, id, 'redeploy-commit');
    expect(await untilFailed(stage, id, 'run-smoke-checks', 'POST /api/auth/login: 500')).toContain('Try again');
    await inProduction('ALTER TABLE users_away RENAME TO users');
  });

  test('waits for a person where a verification command fails, and shows its output (G11, B7)', async () => {
    await inProduction("UPDATE drizzle.__drizzle_migrations SET hash = 'x' || hash WHERE id = 1");
    await retry(stage, id, 'run-smoke-checks');
    await untilFailed(stage, id, 'run-verification-commands', 'schema matches the code ended with 1');
    await inProduction('UPDATE drizzle.__drizzle_migrations SET hash = substr(hash, 2) WHERE id = 1');
  });

  test('brings the data back all the same', async () => {
    await retry(stage, id, 'run-verification-commands');
    await untilRecovered(stage, id);
    for (const claim of await dataIsBack(stage.world, before, acknowledged))
      expect(claim).toMatchObject({ held: true });
    await writesAreTaken();
  });
});

describe('a second incident of a service', () => {
  test('is refused while the first lives, and names it', async () => {
    const { slack } = stage.world;
    await slack.as(sam.id).command(ops, '/incident', 'declare promptrefine');
    const form = await slack.waitForView(sam.id, 'Failing migration', PATIENT);
    const entries = { 'speaks-for': ['other'], seen: 'Something else is wrong.' };
    const told = await answerTo(stage, sam, () => slack.as(sam.id).submit(form, entries));
    expect(told).toContain(`PromptRefine already has a live incident: ${id}`);
    expect(told).toContain('Something else is wrong.');
  });

  test('goes its way after the first was closed', async () => {
    await endIncident(stage, id);
    await stage.world.service.runBadMigration();
    const second = await declareAndPrepare(stage);
    expect(second.id).not.toBe(id);
    expect(await scratchOf(stage, second.id)).toHaveLength(1);
    id = second.id;
  });

  test('is stopped by the lead’s objection while the freeze is being taken; abandoned, it gives writes back', async () => {
    const endWriter = await forgottenWriter();
    await approveAs(stage, id, alex);
    await stage.until(id, 'the freeze to begin', ({ steps }) => steps['freeze-writes']?.status === 'running');
    await pressAndFill(stage, { id, action: 'object', form: 'Object' }, { why: 'The vendor is mending it right now.' });
    await endWriter();
    const stopped = await stage.until(id, 'the freeze', ({ steps }) => steps['freeze-writes']?.status !== 'running');
    expect(stopped.objections).toMatchObject([{ by: dana.id }]);
    expect(stopped.steps['count-final-loss']?.status).toBe('pending');
    await pressAndFill(stage, { id, action: 'abandon', form: 'Why do you stop it?' }, { why: 'We fix forward.' });
    await stage.until(
      id,
      'writes',
      ({ phase, steps }) => phase === 'standing-by' && steps['freeze-writes']?.status !== 'done',
    );
    await writesAreTaken();
    expect((await stage.journal.incident(id))?.steps['count-final-loss']?.attempts).toBe(0);
  });

  test('leaves no copy behind when it is closed, and the database that the first replaced is kept', async () => {
    expect(await scratchOf(stage, id)).toHaveLength(1);
    await endIncident(stage, id);
    await eventually('the copy to go', async () => (await scratchOf(stage, id)).length === 0);
    const kept = (await databaseNames(stage)).filter((name) => name.startsWith('promptrefine_replaced_'));
    expect(kept).toHaveLength(1);
  });
});

test('nothing of all this put a secret anywhere', async () => {
  expect(await findSecrets(stage)).toEqual([]);
});
