import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { CopyBackReport } from '../../../src/domain/copy-back.ts';
import type { CopyErrand } from '../../support/copy-runner.ts';
import { type CopyScene, planId, rowsOf, stageCopy } from '../../support/copy-scene.ts';
import { raiseFence } from '../../support/swap-scene.ts';
import { approve, ask, effortOf } from '../../support/target.ts';

const runner = fileURLToPath(new URL('../../support/copy-runner.ts', import.meta.url));
const sql = `CREATE TABLE users (id int PRIMARY KEY, boss int REFERENCES users, name text); INSERT INTO users SELECT n, 1 + n % 7, 'u' || n FROM generate_series(1, 40) n;
  CREATE TABLE notes (id int PRIMARY KEY, by int REFERENCES users, t text); INSERT INTO notes SELECT n, 1 + n % 40, 'n' || n FROM generate_series(1, 300) n;
  CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'must not fire'; END $$;
  CREATE TRIGGER never BEFORE INSERT OR DELETE ON notes FOR EACH ROW EXECUTE FUNCTION never()`;

let scene: CopyScene;
afterEach(() => scene.remove());

async function stage(): Promise<CopyBackReport> {
  scene = await stageCopy(sql);
  await ask(scene.url, `TRUNCATE users, notes; INSERT INTO users VALUES (3, NULL, 'changed')`);
  return scene.plan(['users', 'notes'], { kinds: ['missing', 'changed'] });
}

function send(report: CopyBackReport, what: CopyErrand['what'], stopAt: string, goesOn = false): ChildProcess {
  const { url, run } = scene;
  const errand: CopyErrand = { what, url, run, plan: planId, digest: report.digest, stopAt, goesOn };
  return spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Sends a conductor on its errand and kills it when it has said `stopAt`. */
async function killAt(report: CopyBackReport, what: CopyErrand['what'], stopAt: string): Promise<void> {
  const child = send(report, what, stopAt);
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (line === stopAt) child.kill('SIGKILL');
  }
  expect((await exited)[1]).toBe('SIGKILL');
}

const contents = async (url: string) => [await rowsOf(url, 'users'), await rowsOf(url, 'notes')];
const triggersOn = async () =>
  (await ask<{ on: string }>(scene.url, `SELECT tgenabled AS on FROM pg_trigger WHERE tgname = 'never'`))[0]?.on;

const stages = [
  { stopAt: 'public.users: 40 of 340 rows', standing: 'planned' },
  { stopAt: 'public.notes: 124 of 340 rows', standing: 'planned' },
  { stopAt: 'all rows are written, now checked', standing: 'planned' },
  { stopAt: 'checked and announced, not yet committed', standing: 'planned' },
  { stopAt: 'committed', standing: 'applied' },
] as const;

describe('a conductor killed while it copies', () => {
  test.each(stages)(
    'after "$stopAt" leaves all or nothing, and the next one knows which',
    async ({ stopAt, standing }) => {
      const report = await stage();
      const before = await contents(scene.url);
      await killAt(report, 'apply', stopAt);
      await raiseFence(scene.url, scene.run, 2);
      const [next, grant] = [effortOf(scene.run, 2), approve(scene.run)];
      expect(await scene.port.standing(planId, next)).toBe(standing);
      expect(await contents(scene.url)).toEqual(standing === 'planned' ? before : await contents(scene.copyUrl));
      expect(await triggersOn()).toBe('O');
      if (standing === 'planned') await scene.port.apply({ id: planId, digest: report.digest }, grant, next);
      expect(await contents(scene.url)).toEqual(await contents(scene.copyUrl));
      await scene.port.undo(planId, next);
      expect(await contents(scene.url)).toEqual(before);
      expect(await triggersOn()).toBe('O');
    },
  );

  test.each([
    { stopAt: 'taking the rows back', standing: 'applied' },
    { stopAt: 'checked and announced, not yet committed', standing: 'applied' },
    { stopAt: 'committed', standing: 'undone' },
  ] as const)('or takes them back: after "$stopAt" too', async ({ stopAt, standing }) => {
    const report = await stage();
    const before = await contents(scene.url);
    await scene.apply(report);
    await killAt(report, 'undo', stopAt);
    await raiseFence(scene.url, scene.run, 2);
    const next = effortOf(scene.run, 2);
    expect(await scene.port.standing(planId, next)).toBe(standing);
    expect(await contents(scene.url)).toEqual(standing === 'undone' ? before : await contents(scene.copyUrl));
    await scene.port.undo(planId, next);
    expect(await contents(scene.url)).toEqual(before);
  });
});

describe('a conductor that was paused and lost its lease', () => {
  test.each(['public.notes: 124 of 340 rows', 'checked and announced, not yet committed'])(
    'after "%s" writes nothing any more when it wakes up',
    async (stopAt) => {
      const report = await stage();
      const child = send(report, 'apply', stopAt, true);
      const lines: string[] = [];
      const exited = once(child, 'exit');
      for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
        lines.push(line);
        if (line !== stopAt) continue;
        await raiseFence(scene.url, scene.run, 2);
        expect(await scene.port.standing(planId, effortOf(scene.run, 2))).toBe('planned');
        child.kill('SIGCONT');
      }
      await exited;
      expect(lines.at(-1)).toMatch(/^failed: /);
      expect(await rowsOf(scene.url, 'notes')).toEqual([]);
      await expect(scene.apply(report)).rejects.toMatchObject({ code: 'fenced-off' });
      await scene.port.apply({ id: planId, digest: report.digest }, approve(scene.run), effortOf(scene.run, 2));
      expect(await contents(scene.url)).toEqual(await contents(scene.copyUrl));
    },
  );
});
