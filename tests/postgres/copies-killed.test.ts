import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { createReplacedDatabases } from '../../src/adapters/postgres/replaced.ts';
import { anyFailed } from '../../src/domain/finding.ts';
import { ServiceName } from '../../src/domain/ids.ts';
import type { ServicePorts } from '../../src/ports/service-ports.ts';
import { proveBackup } from '../../src/services/backups/prove-by-hand.ts';
import { sweepCopies, tidyTag } from '../../src/services/backups/sweep-copies.ts';
import { restoreIntoScratch } from '../../src/steps/restore-into-scratch.ts';
import { freshDatabase } from '../support/cluster.ts';
import type { Errand } from '../support/copies-runner.ts';
import { declared, policy } from '../support/incident-builder.ts';
import { type SwapScene, stageSwap } from '../support/swap-scene.ts';
import { ask, effortOf, newRun } from '../support/target.ts';
import { openWorld, take } from './backups/world.ts';

const runner = fileURLToPath(new URL('../support/copies-runner.ts', import.meta.url));
const clock = { now: () => new Date() };
const rules = { keep: 1, budgetBytes: 1e9, isQuiet: async () => true, now: async () => new Date() };
const shop = freshDatabase();

/** Sends somebody on an errand and kills them with -9 when they have said `stopAt`. */
async function killAt(errand: Errand): Promise<void> {
  const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith(errand.stopAt)) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
}

/** A service of its own with a proved backup, its ready copy, and a newer backup that is not proved yet. */
async function scene() {
  const name = ServiceName.parse(`shop-${newRun().slice(4).slice(0, 8)}`);
  const home = newRun().slice(4).padStart(8, '0').slice(-8);
  const world = await openWorld({ url: shop.url, home, service: name });
  const older = await take(world.backups);
  await proveBackup(world, clock, older, effortOf(`verify-${name}`, 1), rules);
  const newer = await take(world.backups);
  onTestFinished(async () => {
    const none = { ...rules, keep: 0 };
    await sweepCopies(world, name, { ...tidyTag(name, clock), home }, none);
  });
  const common = {
    url: shop.url,
    programs: inject('cluster').programs,
    vaultPath: world.vaultPath,
    service: name,
    home,
  };
  return { world, name, older, newer, common };
}

/** Copies that are neither production nor ready. */
async function leftovers(): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    shop.superuserUrl,
    "SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1 || '_scratch_')",
    [shop.name],
  );
  return rows.map((row) => row.name);
}

beforeAll(async () => {
  await ask(shop.url, 'CREATE TABLE users (id serial PRIMARY KEY, name text)');
  await ask(shop.url, "INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 200) AS n");
});

const making = [
  { stopAt: 'Restoring into a scratch database', kept: 'older' },
  { stopAt: 'Comparing the copy', kept: 'older' },
  { stopAt: 'Bringing the copy to parity', kept: 'older' },
  { stopAt: 'closing the copy to connections', kept: 'older' },
  { stopAt: 'copy closed: ending sessions', kept: 'older' },
  { stopAt: 'renamed, not yet committed', kept: 'older' },
  { stopAt: 'kept as a ready copy', kept: 'newer' },
  { stopAt: 'Dropping the ready copy', kept: 'newer' },
] as const;

describe('killed while a ready copy is made', { timeout: 120_000 }, () => {
  test.each(making)('at "$stopAt": the $kept one is whole, and no half of one stays', async ({ stopAt, kept }) => {
    const at = await scene();
    const { world, name, newer, common } = at;
    await killAt({ ...common, what: 'prove', run: `verify-${name}`, fence: 2, stopAt, backup: newer.manifest.id });
    expect((await world.ready.list()).map(({ backup }) => backup)).toContain(at[kept].manifest.id);
    await expect
      .poll(() =>
        sweepCopies(world, name, { ...tidyTag(name, clock), home: common.home }, rules).then(() => leftovers()),
      )
      .toEqual([]);
    const [ready, ...rest] = await world.ready.list();
    expect([ready?.backup, rest]).toEqual([at[kept].manifest.id, []]);
    // What stays is good: an incident claims it and finds it equal to its backup.
    const effort = effortOf(newRun());
    await world.fencing.raise(effort.tag);
    if (ready === undefined) throw new Error('no ready copy');
    const claim = await world.ready.claim(ready.database, world.copies.scratchName(effort.tag), effort);
    if (claim.kind === 'refused') throw new Error(claim.why);
    expect(anyFailed(await world.copies.compare(claim.copy, at[kept], effort))).toBe(false);
    await world.copies.drop(claim.copy);
  });

  test('the next proof goes on, and nobody sweeps a copy whose maker lives', async () => {
    const at = await scene();
    const { world, name, newer, common } = at;
    const child = spawn(
      process.execPath,
      [
        runner,
        JSON.stringify({
          ...common,
          what: 'prove',
          run: `verify-${name}`,
          fence: 2,
          stopAt: 'Comparing the copy',
          backup: newer.manifest.id,
        } satisfies Errand),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    onTestFinished(() => void child.kill('SIGKILL'));
    for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('Comparing the copy')) break;
    await sweepCopies(world, name, { ...tidyTag(name, clock), home: common.home }, rules);
    expect(await leftovers()).toHaveLength(1);
    await proveBackup(world, clock, newer, effortOf(`verify-${name}`, 3), rules);
    expect(await leftovers()).toEqual([]);
    expect((await world.ready.list()).map(({ backup }) => backup)).toEqual([newer.manifest.id]);
  });
});

describe('a copy that was left behind by one who died', { timeout: 120_000 }, () => {
  test.each(['verify', 'handproof', 'gateproof', 'gate', 'copy-plan', 'tidy'])(
    'in a run called %s is dropped by the regular look, and not before everybody has done',
    async (word) => {
      const { world, name, older, common } = await scene();
      const tag = { ...effortOf(`${word}-${name}`, 1).tag, home: common.home };
      const left = await world.copies.restore(older, world.copies.scratchName(tag), { ...effortOf(newRun()), tag });
      const look = () => sweepCopies(world, name, { ...tidyTag(name, clock), home: common.home }, rules);
      await world.ready.asMaker(tag, look);
      expect(await world.copies.find(left.name)).toEqual(left);
      await look();
      expect(await world.copies.find(left.name)).toBeNull();
    },
  );
});

describe('killed while a ready copy is claimed', { timeout: 120_000 }, () => {
  test.each(['Claiming the ready copy', 'claimed, not yet committed', 'Comparing the ready copy'])(
    'at "%s": the next conductor takes that very copy',
    async (stopAt) => {
      const { world, older, common } = await scene();
      const run = newRun();
      const [ready] = await world.ready.list();
      const [first, second] = [effortOf(run, 1), effortOf(run, 2)];
      await world.fencing.raise(first.tag);
      const begun = { backup: older.manifest.id, name: world.copies.scratchName(first.tag), ready: ready?.database };
      await killAt({ ...common, what: 'claim', run, fence: 1, stopAt, backup: older.manifest.id, name: begun.name });
      await world.fencing.raise(second.tag);
      const given = {
        incident: { ...declared().incident, id: run as never, chosenBackup: older.manifest.id },
        service: policy(),
        ports: world as unknown as ServicePorts,
        effort: second,
        now: new Date(),
        outcomeOf: () => {
          throw new Error('nothing came before');
        },
      };
      const check = await restoreIntoScratch.check(given, begun);
      if (check.kind !== 'to-do') throw new Error(JSON.stringify(check));
      const { copy, way } = await restoreIntoScratch.run(given, check.intent);
      expect([copy.oid, way?.result]).toEqual([ready?.database.oid, 'passed']);
      expect(await world.copies.ofRun(run)).toEqual([copy]);
      await world.copies.drop(copy);
    },
  );
});

describe('killed while a replaced database is dropped', () => {
  let swapped: SwapScene;
  afterEach(() => swapped.remove());

  test.each([
    { stopAt: 'put aside to be dropped, not yet committed', left: 'there' },
    { stopAt: 'put aside: dropping', left: 'dropping' },
    { stopAt: 'ended', left: 'dropped' },
  ])('at "$stopAt" it is $left, and the next drop finishes', async ({ stopAt, left }) => {
    swapped = await stageSwap();
    const { swap, intent, copy, grant, effort, url } = swapped;
    await swap.promote(intent, copy, grant, effort);
    const errand = { url, programs: inject('cluster').programs, vaultPath: '/nowhere', home: undefined };
    await killAt({ ...errand, what: 'drop', run: newRun(), fence: 1, stopAt });
    const replaced = createReplacedDatabases({ target: { url }, home: undefined });
    const [found] = await replaced.list();
    expect(found).toMatchObject({ standing: left, doubt: null });
    if (found !== undefined) await replaced.drop(found.database);
    expect(await replaced.list()).toMatchObject([{ standing: 'dropped' }]);
    expect(await ask(url, 'SELECT 1 FROM pg_database WHERE oid = $1', [intent.productionOid])).toEqual([]);
    expect(await swapped.whoIsProduction()).toBe('copy');
  });
});
