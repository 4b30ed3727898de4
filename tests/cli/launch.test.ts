import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleEnvironment, exampleText } from '../config/example.ts';

const launcher = resolve('src/cli/launch.cjs');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(node: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Ended> {
  return new Promise((settle) => {
    const child = execFile(node, args, { ...options, timeout: 30_000 }, (_, out, err) =>
      settle({ code: child.exitCode, out, err }),
    );
  });
}

/** A Node on this machine that is too old, as people have it; null where there is none. */
async function findOldNode(): Promise<string | null> {
  for (const node of ['/usr/local/bin/node', '/usr/bin/node', '/opt/node/bin/node']) {
    const { code, out } = await run(node, ['-p', 'process.versions.node.split(".")[0]']);
    if (code === 0 && Number(out) < 24) return node;
  }
  return null;
}

const oldNode = await findOldNode();
let empty: string;
beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), 'recourse-launch-'));
});
afterAll(() => rm(empty, { recursive: true }));

describe('npx recourse', { timeout: 30_000 }, () => {
  test('runs the terminal’s program and hands its exit code on', async () => {
    const help = await run(process.execPath, [launcher, '--help'], { cwd: empty });
    expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: recourse /), err: '' });
    expect(await run(process.execPath, [launcher, 'chek'], { cwd: empty })).toMatchObject({ code: 2, out: '' });
    expect(await run(process.execPath, [launcher, 'check'], { cwd: empty, env: {} })).toMatchObject({ code: 1 });
  });

  test.skipIf(oldNode === null)('works where an older Node runs it', async () => {
    const help = await run(oldNode ?? '', [launcher, '--help'], { cwd: empty });
    expect(help).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: recourse /), err: '' });
  });

  test.skipIf(oldNode === null)('says what to do where there is only an older Node', async () => {
    copyFileSync(launcher, join(empty, 'launch.cjs'));
    const refused = await run(oldNode ?? '', [join(empty, 'launch.cjs')], { cwd: empty });
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^Recourse needs Node 24 or newer; this is v\d/),
    });
  });

  test('ends quietly when its reader has seen enough', async () => {
    const piped = `"$1" "$2" --help | true; exit "\${PIPESTATUS[0]}"`;
    const ended = await run('/bin/bash', ['-c', piped, 'bash', process.execPath, launcher], { cwd: empty });
    expect(ended).toMatchObject({ err: '' });
    expect([0, 141]).toContain(ended.code);
  });

  test('ends what it started when it is ended', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await writeFile(join(empty, 'recourse.yaml'), exampleText);
    const env = { ...exampleEnvironment, SLACK_API_URL: `http://127.0.0.1:${port}/api/` };
    const child = spawn(process.execPath, [launcher, 'check'], { cwd: empty, env, stdio: 'ignore' });
    const [socket] = await once(silent, 'connection'); // it waits for Slack's answer, for ten seconds
    child.kill('SIGTERM');
    await once(socket, 'close'); // whose other end was held by the program, not by the launcher
    const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode];
    silent.close();
    expect(code).toBe(143);
  });
});
