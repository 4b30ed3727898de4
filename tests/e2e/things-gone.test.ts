import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { withClient } from '../../demo/cluster/with-client.ts';
import { countRows, dataIsBack } from '../../demo/stories/promptrefine/data-is-back.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { asSuperuser, eventually, scratchOf, shareWorld, untilReady } from '../support/world.ts';
import {
  approveAs,
  dana,
  declare,
  declareAndPrepare,
  endIncident,
  goOnUntil,
  retry,
  takeBackup,
  untilAllTold,
  untilFailed,
  untilRecovered,
} from '../support/world-acts.ts';
import { findSecrets } from '../support/world-secrets.ts';

const disk = smallDisk(16);
let before = { versions: 0, runs: 0 };
let acknowledged: Awaited<ReturnType<typeof stage.world.service.acknowledged>> = [];
const stage = shareWorld({
  adapt: (policy) => ({ ...policy, backups: { storage: { kind: 'folder', path: disk.folder } } }),
  prepare: async (world) => {
    before = await countRows(world);
    await eventually('traffic', async () => (await world.service.acknowledged()).length > 0);
    acknowledged = await world.service.acknowledged();
    await takeBackup(world, disk.folder);
    await world.service.setTrafficRate(0);
    await world.service.runBadMigration();
  },
});

/** A disk of so many MB that only backups lie on; a plain folder where this machine lets nobody mount one. */
function smallDisk(megabytes: number): { readonly folder: string; readonly isReal: boolean } {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-disk-'));
  let isReal = process.platform === 'linux' && process.getuid?.() === 0;
  try {
    if (isReal) execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder]);
  } catch {
    isReal = false;
  }
  afterAll(() => {
    if (isReal) execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, isReal };
}

/** Leaves so little room that no backup fits; gives it back when called. */
function fill(folder: string): () => void {
  const filler = join(folder, 'filler');
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 32_768)));
  return () => rmSync(filler);
}

let id: IncidentId;
const deciding = ({ phase }: { phase: string }) => phase === 'deciding';

async function recoveredForGood(): Promise<void> {
  for (const claim of await dataIsBack(stage.world, before, acknowledged)) expect(claim).toMatchObject({ held: true });
  await untilAllTold(stage);
  await endIncident(stage, id);
  await stage.world.service.runBadMigration();
}

describe('an incident goes on', () => {
  test('after the password was refused, which it says where it stopped', async () => {
    const { role, password } = stage.world.service.owner;
    const setPassword = (to: string) => asSuperuser(stage, `ALTER ROLE ${role} PASSWORD ${pg.escapeLiteral(to)}`);
    await setPassword('another one');
    id = await declare(stage);
    await untilFailed(stage, id, 'capture-evidence', 'The password was refused. Check the environment variable');
    await setPassword(password);
  });

  test.skipIf(!disk.isReal)('after the disk for backups was full, which left nothing half written', async () => {
    const free = fill(disk.folder);
    await retry(stage, id, 'capture-evidence');
    await untilFailed(stage, id, 'take-safety-backup', 'Free space there');
    free();
    await retry(stage, id, 'take-safety-backup');
    await stage.until(id, 'a plan', deciding);
  });

  test('while Slack is away during the recovery; afterwards it tells everything, and nothing twice', async () => {
    await goOnUntil(stage, id, 'a plan', deciding);
    await approveAs(stage, id, dana);
    await stage.world.slack.faults.outage('refused');
    await untilRecovered(stage, id);
    await stage.world.slack.faults.outage('none');
    await stage.world.slack.waitForBot(true, { timeoutMs: 120_000 });
    await recoveredForGood();
  });

  test('while Slack is away during the preparation', async () => {
    id = await declare(stage);
    await stage.world.slack.faults.outage('unavailable');
    await stage.until(id, 'a plan', deciding);
    await stage.world.slack.faults.outage('none');
    await stage.world.slack.waitForBot(true, { timeoutMs: 120_000 });
    await untilAllTold(stage);
  });

  test('after the server crashed in the middle of the recovery', async () => {
    await approveAs(stage, id, dana);
    await stage.until(id, 'the freeze', ({ steps }) => (steps['freeze-writes']?.attempts ?? 0) > 0);
    await stage.world.cluster.restart('immediate');
    await goOnUntil(stage, id, 'the recovery', ({ phase }) => phase === 'recovered');
    await recoveredForGood();
  });

  test('after the server crashed in the middle of the preparation', async () => {
    id = await declare(stage);
    await stage.until(id, 'the restore', ({ steps }) => (steps['restore-into-scratch']?.attempts ?? 0) > 0);
    await stage.world.cluster.restart('immediate');
    await goOnUntil(stage, id, 'a plan', deciding);
    await endIncident(stage, id);
  });

  test('after its own store was away for a while, and the bot says so meanwhile', async () => {
    id = await declare(stage);
    await asSuperuser(stage, 'ALTER DATABASE recourse ALLOW_CONNECTIONS false');
    await asSuperuser(stage, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'recourse'");
    const ready = async () => (await fetch(`${stage.world.healthUrl}/readyz`)).ok;
    await eventually('the bot to notice', async () => !(await ready()));
    await asSuperuser(stage, 'ALTER DATABASE recourse ALLOW_CONNECTIONS true');
    await untilReady(stage.world);
    await goOnUntil(stage, id, 'a plan', deciding);
    await endIncident(stage, id);
  });
});

test('a bot that is ended in the middle of a restore gives its lease back, and the next start goes on at once', async () => {
  id = await declare(stage);
  const copy = await eventually('the copy', async () => (await scratchOf(stage, id))[0] ?? null);
  const holding = new pg.Client({ connectionString: stage.world.cluster.url(copy) });
  await holding.connect();
  holding.on('error', () => undefined);
  await eventually(
    'a table to hold on to',
    async () => {
      await holding.query('BEGIN');
      return holding.query('LOCK TABLE test_runs IN ACCESS EXCLUSIVE MODE').catch(async () => {
        await holding.query('ROLLBACK');
        return null;
      });
    },
    { everyMs: 2 },
  );
  expect((await stage.journal.incident(id))?.steps['restore-into-scratch']?.status).toBe('running');
  const askedAt = performance.now();
  await stage.world.bot().stop('SIGTERM');
  expect(performance.now() - askedAt).toBeLessThan(20_000);
  const [lease] = await withClient(stage.world.storeUrl, async (client) => {
    const sql = 'SELECT holder, lease_until FROM recourse.incident WHERE closed_at IS NULL';
    return (await client.query<{ holder: string | null }>(sql)).rows;
  });
  expect(lease?.holder).toBeNull();
  await holding.end();
  await stage.world.restartBot();
  await goOnUntil(stage, id, 'a plan', deciding);
  const kinds = (await stage.entries(id)).map(({ body }) => body.kind);
  expect(kinds).not.toContain('conductor-changed');
  expect(kinds).not.toContain('step-failed');
  expect(await scratchOf(stage, id)).toHaveLength(1);
  await endIncident(stage, id);
});

test('copies of an incident that was closed while its bot was ended are swept by the next start', async () => {
  const { id: closed } = await declareAndPrepare(stage);
  const [copy] = await scratchOf(stage, closed);
  await asSuperuser(stage, `CREATE DATABASE kept_for_the_test TEMPLATE ${copy}`);
  await endIncident(stage, closed);
  await eventually('the copy to go', async () => (await scratchOf(stage, closed)).length === 0);
  await asSuperuser(stage, `ALTER DATABASE kept_for_the_test RENAME TO ${copy}`);
  await asSuperuser(stage, `ALTER DATABASE ${copy} OWNER TO ${stage.world.service.owner.role}`);
  await stage.world.restartBot();
  await eventually('the sweep', async () => (await scratchOf(stage, closed)).length === 0);
});

test('nothing of all this put a secret anywhere', async () => {
  expect(await findSecrets(stage)).toEqual([]);
});
