import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { withClient } from '../../demo/cluster/with-client.ts';
import { countRows, dataIsBack } from '../../demo/stories/promptrefine/data-is-back.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { asSuperuser, eventually, scratchOf, shareWorld } from '../support/world.ts';
import {
  approveAs,
  backupFolders,
  chooseBackup,
  dana,
  declare,
  endIncident,
  ops,
  pressAndFill,
  retry,
  takeBackup,
  untilAllTold,
  untilFailed,
  untilRecovered,
} from '../support/world-acts.ts';
import { findSecrets } from '../support/world-secrets.ts';

let before = { versions: 0, runs: 0 };
let acknowledged: Awaited<ReturnType<typeof stage.world.service.acknowledged>> = [];
let [older, newest] = ['', ''];
const stage = shareWorld({
  rate: 10,
  prepare: async (world) => {
    before = await countRows(world);
    await eventually('traffic', async () => (await world.service.acknowledged()).length > 0);
    acknowledged = await world.service.acknowledged();
    older = await takeBackup(world);
    newest = await takeBackup(world);
    await world.service.setTrafficRate(0);
    await world.service.runBadMigration();
  },
});

let live: IncidentId | null = null;
async function declared(): Promise<IncidentId> {
  live = await declare(stage);
  return live;
}
afterEach(async () => {
  if (live !== null) await endIncident(stage, live);
  live = null;
});

/** All of production that a recovery could touch: which database it is, every row, and whether it takes writes. */
async function production() {
  const tables = ['users', 'prompts', 'prompt_versions', 'test_runs'];
  const digests = tables.map(
    (table) => `(SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM ${table} t) AS ${table}`,
  );
  const [rows] = await asSuperuser(stage, `SELECT ${digests.join(', ')}`, 'promptrefine');
  const [identity] = await asSuperuser(
    stage,
    "SELECT oid, datallowconn, (SELECT count(*)::int FROM pg_locks l WHERE l.database = d.oid AND l.mode = 'ExclusiveLock' AND l.locktype = 'relation') AS locks FROM pg_database d WHERE datname = 'promptrefine'",
  );
  const maintenance = readFileSync(join(stage.world.folder, 'promptrefine', 'maintenance.json'), {
    encoding: 'utf8',
    flag: 'a+',
  });
  return { rows, identity, maintenance: maintenance.includes('"on":true') };
}

/** The file of the artefact that holds the most, which is a table's rows. */
function largestFile(backup: string): string {
  const folder = join(backup, 'artifact');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  const [largest] = files
    .filter((file) => statSync(file).isFile())
    .toSorted((a, b) => statSync(b).size - statSync(a).size);
  if (largest === undefined) throw new Error(`${backup} holds nothing`);
  return largest;
}

/** Changes one row of the copy in the moment between its restore and its validation. */
async function changeCopiedRow(id: IncidentId): Promise<string> {
  const copy = await eventually('the copy', async () => (await scratchOf(stage, id))[0] ?? null);
  await withClient(stage.world.cluster.url(copy), (client) =>
    eventually(
      'a row of the copy',
      async () => {
        const sql = "UPDATE test_runs SET model = model || '!' WHERE id = (SELECT min(id) FROM test_runs)";
        return (await client.query(sql)).rowCount === 1;
      },
      { everyMs: 5 },
    ),
  );
  return copy;
}

describe('a copy that differs from its backup', () => {
  test('stops before production, says what differs, and goes on with the backup that a person chooses (G5, G6)', async () => {
    const untouched = await production();
    const id = await declared();
    const copy = await changeCopiedRow(id);
    const changed = await untilFailed(stage, id, 'validate-copy', 'their content differs');
    expect(changed).toContain('test_runs');
    expect(changed).toContain('Production was not touched');
    expect(changed).toContain('Choose an older backup');

    await asSuperuser(stage, 'DROP TABLE test_runs CASCADE', copy);
    await retry(stage, id, 'validate-copy');
    await untilFailed(stage, id, 'validate-copy', 'test_runs is missing in the copy');
    const stopped = await stage.journal.incident(id);
    expect(stopped).toMatchObject({ phase: 'preparing', proposed: null, decision: null });
    expect(await production()).toEqual(untouched);

    await chooseBackup(stage, id, basename(older));
    const proposed = await stage.until(id, 'a plan with that backup', ({ phase }) => phase === 'deciding');
    expect(proposed.proposed?.plan.backup?.id).toBe(basename(older));
    expect(await production()).toEqual(untouched);
    await approveAs(stage, id, dana);
    await untilRecovered(stage, id);
    for (const claim of await dataIsBack(stage.world, before, acknowledged))
      expect(claim).toMatchObject({ held: true });
    await endIncident(stage, id);
    await stage.world.service.runBadMigration();
  });

  test('is validated again when what differed has been put right, and a hold leaves production alone', async () => {
    const untouched = await production();
    const id = await declared();
    const copy = await changeCopiedRow(id);
    await untilFailed(stage, id, 'validate-copy', 'their content differs');
    await asSuperuser(stage, "UPDATE test_runs SET model = rtrim(model, '!') WHERE model LIKE '%!'", copy);
    await retry(stage, id, 'validate-copy');
    await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
    await pressAndFill(
      stage,
      { id, action: 'hold', form: 'Reason' },
      { reason: 'More than 100 rows are missing: no.' },
    );
    const held = await stage.until(id, 'the hold', ({ phase }) => phase === 'standing-by');
    expect(held.decision).toMatchObject({ choice: 'hold', by: dana.id });
    expect(await production()).toEqual(untouched);
  });
});

describe('a backup that is not what it was', () => {
  test('is not opened: each damage is named, and the step goes on once it is mended', async () => {
    const untouched = await production();
    const file = largestFile(newest);
    const good = readFileSync(file);
    const manifest = join(newest, 'manifest.json');
    const written = readFileSync(manifest, 'utf8');
    const flipped = Buffer.from(good);
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
    writeFileSync(file, flipped);
    const id = await declared();
    const step = 'restore-into-scratch';
    const damaged = `Backup ${basename(newest)} is damaged, and was not opened`;
    expect(await untilFailed(stage, id, step, 'its bytes have changed')).toContain(damaged);
    expect(await scratchOf(stage, id)).toEqual([]);

    writeFileSync(file, good.subarray(0, good.length - 7));
    await retry(stage, id, step);
    expect(await untilFailed(stage, id, step, `expected ${good.length} (-7)`)).toContain(damaged);

    writeFileSync(file, good);
    const { sha256 } = JSON.parse(written).artifact;
    writeFileSync(manifest, written.replaceAll(sha256, 'f'.repeat(64)));
    await retry(stage, id, step);
    expect(await untilFailed(stage, id, step, `has the digest ${'f'.repeat(64)}`)).toContain(damaged);
    expect(await production()).toEqual(untouched);

    writeFileSync(manifest, written);
    await retry(stage, id, step);
    const ready = await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
    expect(ready.proposed?.plan.backup?.id).toBe(basename(newest));
  });

  test('is passed over where even its manifest cannot be read', async () => {
    const manifest = join(newest, 'manifest.json');
    const written = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, written.slice(0, 100));
    try {
      const id = await declared();
      const ready = await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
      expect(ready.proposed?.plan.backup?.id).toBe(basename(older));
    } finally {
      writeFileSync(manifest, written);
    }
  });

  test('and no backup at all is said plainly, and is no dead end', async () => {
    const away = (backup: string) => join(stage.world.folder, basename(backup));
    for (const backup of [older, newest]) renameSync(backup, away(backup));
    // Slack takes a message a second, and the incident before this one said a lot.
    await untilAllTold(stage);
    const id = await declared();
    const nothing = await untilFailed(stage, id, 'restore-into-scratch', 'There is no backup that could be restored.');
    expect(nothing).toContain('put a backup in the storage and try this step again');
    renameSync(away(newest), newest);
    await retry(stage, id, 'restore-into-scratch');
    await stage.until(id, 'a plan', ({ phase }) => phase === 'deciding');
    expect(backupFolders(stage.world)).toEqual([newest]);
  });
});

test('nothing of all this put a secret anywhere', async () => {
  expect(await findSecrets(stage)).toEqual([]);
  expect(await stage.world.slack.history(ops)).not.toEqual([]);
});
