import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { environmentForPrograms } from '../../demo/cluster/environment.ts';

const main = join(import.meta.dirname, '..', '..', 'demo', 'main.ts');
const small = ['--rows', '0.01'];

/** One run of the demo, as npm would start it. */
interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out(): string;
  err(): string;
  /** Resolves as soon as it has said this on either stream; fails when it ends before. */
  says(text: string): Promise<void>;
}

const runs: Run[] = [];
afterAll(() => {
  for (const { child } of runs) child.kill('SIGKILL');
});

function demo(args: readonly string[], environment: Record<string, string> = {}): Run {
  const env = { ...environmentForPrograms(), TMPDIR: tmpdir(), ...environment };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const run: Run = {
    child,
    ended,
    out: () => said.out,
    err: () => said.err,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (`${said.out}\n${said.err}`.includes(text)) resolve();
        };
        look();
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        void ended.then((code) => reject(new Error(`ended with ${code} before it said "${text}":\n${said.err}`)));
      }),
  };
  runs.push(run);
  return run;
}

/** Every process below one, by number and start, so that a number that is given away again is not mistaken. */
function descendants(pid: number): string[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    const fields = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    return fields === null ? [] : [{ pid: Number(name), parent: Number(fields[1]), startedAt: fields[19] ?? '' }];
  });
  const below = (parent: number): string[] =>
    parents
      .filter((each) => each.parent === parent)
      .flatMap((each) => [`${each.pid} ${each.startedAt}`, ...below(each.pid)]);
  return below(pid);
}

function statOf(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? null;
  } catch {
    return null;
  }
}

function alive(processes: readonly string[]): string[] {
  return processes.filter((each) => {
    const [pid, startedAt] = each.split(' ');
    const fields = statOf(Number(pid));
    return fields !== null && fields[0] !== 'Z' && fields[19] === startedAt;
  });
}

/** Folders in the temporary folder that name this process as their owner. */
function foldersOf(pid: number | undefined): string[] {
  return readdirSync(tmpdir())
    .filter((name) => /^recourse-(demo|cluster)-/.test(name))
    .filter((name) => {
      const file = join(tmpdir(), name, 'owner.pid');
      return existsSync(file) && Number(readFileSync(file, 'utf8')) === pid;
    });
}

describe('what was asked for', () => {
  test('--help says everything and starts nothing', async () => {
    const run = demo(['--help']);
    expect(await run.ended).toBe(0);
    expect(run.out()).toMatch(/^npm run demo \[-- options\]\n/);
    for (const option of ['--auto', '--json', '--service', '--story', '--port', '--rows', '--keep', '--help']) {
      expect(run.out()).toContain(`  ${option} `);
    }
    expect(run.err()).toBe('');
  });

  test.each([
    ['an unknown option', ['--fast'], "Unknown option '--fast'"],
    ['an unknown story', ['--story', 'flood'], '"promptrefine" has no story "flood"; it has restore'],
    ['an unknown service', ['--service', 'shop'], 'There is no example service "shop"; there is promptrefine, '],
    ['--json without --auto', ['--json'], '--json goes with --auto'],
    ['a port that is none', ['--port', 'http'], '--port takes a number'],
    ['a port out of range', ['--port', '70000'], '--port takes a number from 0 to 65535'],
  ])('%s is refused with what there is', async (_name, args, says) => {
    const run = demo(args);
    expect(await run.ended).toBe(2);
    expect(run.err()).toContain(says);
    expect(run.err()).toContain('--help');
  });
});

describe('what cannot be', () => {
  test('a taken port is told at once, with a way on, and nothing is left running', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const run = demo([...small, '--port', String(port)]);
    expect(await run.ended).toBe(2);
    taken.close();
    expect(run.err()).toContain(`Port ${port} is taken`);
    expect(run.err()).toContain('--port 0');
    expect(foldersOf(run.child.pid)).toEqual([]);
  });

  test('a temporary folder that cannot be written is told with the way to name another', async () => {
    const run = demo(small, { TMPDIR: '/proc/nowhere' });
    expect(await run.ended).toBe(2);
    expect(run.err()).toContain('The demo cannot write into /proc/nowhere');
    expect(run.err()).toContain('TMPDIR=');
  });
});

describe.runIf(process.platform === 'linux')('however it ends, nothing is left', () => {
  test.each([
    ['while the cluster starts', 'Starting a PostgreSQL cluster'],
    ['while the bot connects', 'PromptRefine answers on'],
  ])('Ctrl-C %s', async (_name, moment) => {
    const run = demo([...small, '--port', '0']);
    await run.says(moment);
    const children = descendants(run.child.pid ?? 0);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(130);
    expect(alive(children)).toEqual([]);
    expect(foldersOf(run.child.pid)).toEqual([]);
    expect(run.err()).toContain('Ending everything');
  });

  test('two at the same time do not disturb each other; Ctrl-C ends the one, kill -9 the other', async () => {
    const [one, other] = [demo([...small, '--port', '0']), demo([...small, '--port', '0'])];
    await Promise.all([one.says('Open http://'), other.says('Open http://')]);
    const [ofOne, ofOther] = [descendants(one.child.pid ?? 0), descendants(other.child.pid ?? 0)];
    expect(Math.min(ofOne.length, ofOther.length)).toBeGreaterThan(3);
    one.child.kill('SIGINT');
    expect(await one.ended).toBe(0);
    expect(alive(ofOne)).toEqual([]);
    expect(foldersOf(one.child.pid)).toEqual([]);
    expect(alive(ofOther).length).toBeGreaterThan(3);

    other.child.kill('SIGKILL');
    await other.ended;
    await expect.poll(() => alive(ofOther), { timeout: 30_000 }).toEqual([]);
    await demo(['--port', '1']).ended; // any later start sweeps what the killed one left
    expect(foldersOf(other.child.pid).filter((name) => name.startsWith('recourse-demo-'))).toEqual([]);
  });
});

test('--auto --json writes one object a line, the journal first and the result last', async () => {
  const run = demo(['--auto', '--json', ...small]);
  expect(await run.ended).toBe(0);
  const lines = run
    .out()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.at(-1)?.['result']).toMatchObject({ ok: true, incident: 'INC-1' });
  expect(lines.slice(0, -1).map((entry) => entry['n'])).toEqual(lines.slice(0, -1).map((_, index) => index + 1));
  expect(run.err()).toContain('PromptRefine is back');
});
