import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCommands } from '../../../src/adapters/commands/run-command.ts';
import type { CommandLine } from '../../../src/domain/policy-file/measures.ts';
import { makeStriker } from '../../../src/domain/redaction.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { makeEffort } from '../effort.ts';

const node = process.execPath;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

function commands() {
  return createCommands({
    childEnvironment: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' },
    valueOf: (name) => `value of ${name}`,
    folder,
    strikeSecrets: makeStriker([new Secret('hunter-22-secret')]),
  });
}

function line(run: string[], more: Partial<CommandLine> = {}): CommandLine {
  return { run, timeout: 20_000, env: [], ...more };
}

const script = (code: string, ...args: string[]) => line([node, '-e', code, '--', ...args]);

describe('what a command is given', () => {
  test('is its arguments as they are, and nothing of a shell', async () => {
    const hostile = '; touch harm; $(touch harm) `touch harm` {other} "\' \n*';
    const show = script('console.log(JSON.stringify(process.argv.slice(1)))', '--to={commit}', '{commit}', '{other}');
    const { output } = await commands().run(show, { commit: hostile }, makeEffort());
    expect(JSON.parse(output)).toEqual([`--to=${hostile}`, hostile, '{other}']);
    expect(existsSync(join(folder, 'harm'))).toBe(false);
  });

  test('is no more of the environment than was named, and the tag of the run', async () => {
    const show = { ...script('console.log(JSON.stringify(process.env))'), env: ['DEPLOY_TOKEN'] };
    const { output } = await commands().run(show, {}, makeEffort());
    expect(JSON.parse(output)).toEqual({
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: folder,
      LANG: 'C.UTF-8',
      DEPLOY_TOKEN: 'value of DEPLOY_TOKEN',
      PGAPPNAME: 'recourse:INC-7:3',
      RECOURSE_RUN: 'INC-7:3',
      RECOURSE_STORE: '',
      RECOURSE_STEP: '',
    });
  });

  test('is its own folder, or the service’s', async () => {
    const show = script('console.log(process.cwd())');
    expect((await commands().run(show, {}, makeEffort())).output.trim()).toBe(folder);
    expect((await commands().run({ ...show, cwd: '/usr' }, {}, makeEffort())).output.trim()).toBe('/usr');
  });

  test('is an end of input, so that nothing waits for an answer', async () => {
    expect((await commands().run(line(['cat']), {}, makeEffort())).exitCode).toBe(0);
  });
});

describe('what a command answers', () => {
  test('is its exit code, whatever it is', async () => {
    expect(await commands().run(script('process.exit(3)'), {}, makeEffort())).toMatchObject({
      exitCode: 3,
      output: '',
    });
  });

  test('is 137 where somebody killed it', async () => {
    const killed = await commands().run(script('process.kill(process.pid, "SIGKILL")'), {}, makeEffort());
    expect(killed.exitCode).toBe(137);
  });

  test('is what it said on both its outputs', async () => {
    const both = script('console.log("to one"); console.error("to the other")');
    const { output } = await commands().run(both, {}, makeEffort());
    expect(output.split('\n').sort()).toEqual(['', 'to one', 'to the other']);
  });

  test('is cut to the last 4,000 characters', async () => {
    const flood = script('for (let i = 0; i < 300000; i++) console.log("line " + i)');
    const { output } = await commands().run(flood, {}, makeEffort());
    expect(output).toHaveLength(4_000);
    expect(output).toMatch(/line 299998\nline 299999\n$/);
  });

  test('has no secret in it, not even where the output is cut', async () => {
    const leak = script('process.stdout.write("hunter-22-secret".repeat(40000) + "postgres://u:unknown-pw@h/d")');
    const { output } = await commands().run(leak, {}, makeEffort());
    expect(output).not.toMatch(/hunter|22|-secret|unknown/);
    expect(output).toMatch(/postgres:\/\/u:«secret»@h\/d$/);
  });

  test('is told while it runs, without secrets', async () => {
    const effort = makeEffort();
    await commands().run(script('console.log("building hunter-22-secret")'), {}, effort);
    expect(effort.said).toEqual(['building «secret»']);
  });

  test('does not wait for what it left running behind', async () => {
    const daemon = line(['sh', '-c', 'sleep 60 & echo $!']);
    const { output, durationMs } = await commands().run(daemon, {}, makeEffort());
    process.kill(Number(output.trim()), 'SIGKILL');
    expect(durationMs).toBeLessThan(10_000);
  });
});

describe('a command that cannot run', () => {
  test.each([
    ['no such program', line(['no-such-program-here']), 'tool-missing', /no program no-such-program-here/],
    ['a file that is no program', line(['/etc/passwd']), 'tool-missing', /no program \/etc\/passwd/],
    ['no such folder', { ...line([node]), cwd: '/no/such/folder' }, 'bad-configuration', /could not be started/],
  ])('%s: says so and what to do', async (_, command, code, says) => {
    const failure = await commands()
      .run(command, {}, makeEffort())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says), hint: expect.stringMatching(/./) });
  });
});

/** A program that starts a child which ignores SIGTERM, writes both numbers to `pids`, and waits. */
const family = (pids: string) =>
  script(
    `const child = require('node:child_process').spawn('sh', ['-c', 'trap "" TERM; while :; do read x < /dev/zero; done'], { stdio: 'inherit' });
     require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid);
     console.log('waiting for the lock');
     setInterval(() => {}, 1000);`,
    pids,
  );

const isAlive = (pid: number) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
  } catch {
    return false;
  }
};

const pidsIn = (file: string) => readFileSync(file, 'utf8').split(' ').map(Number);

describe('a command that must stop', { timeout: 30_000 }, () => {
  test('after its timeout ends with all its descendants', async () => {
    const file = join(folder, 'timeout-pids');
    const failure = await commands()
      .run({ ...family(file), timeout: 1_000 }, {}, makeEffort())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'timed-out', hint: expect.stringContaining('waiting for the lock') });
    await vi.waitFor(() => expect(pidsIn(file).filter(isAlive)).toEqual([]));
  });

  test('when the effort is called off ends and gives the reason', async () => {
    const file = join(folder, 'abort-pids');
    const control = new AbortController();
    const running = commands().run(family(file), {}, makeEffort(control.signal));
    await vi.waitFor(() => expect(existsSync(file) && pidsIn(file)).toHaveLength(2), { timeout: 10_000 });
    control.abort(new Error('lease lost'));
    await expect(running).rejects.toThrow('lease lost');
    await vi.waitFor(() => expect(pidsIn(file).filter(isAlive)).toEqual([]));
  });

  test('before it began does not begin', async () => {
    const began = join(folder, 'began');
    const effort = makeEffort(AbortSignal.abort(new Error('called off')));
    await expect(commands().run(line(['touch', began]), {}, effort)).rejects.toThrow('called off');
    expect(existsSync(began)).toBe(false);
  });
});
