import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, test } from 'vitest';
import { localProcesses } from '../../../src/adapters/system/local-processes.ts';
import { Fence } from '../../../src/domain/ids.ts';

const run = `INC-${process.pid}`;
const left = ['here', 'elsewhere'].map((store) => {
  const env = { RECOURSE_RUN: `recourse:${run}:1`, RECOURSE_STORE: store };
  return { store, child: spawn('/usr/bin/sleep', ['300'], { env, stdio: 'ignore' }) };
});
afterAll(() => {
  for (const { child } of left) child.kill('SIGKILL');
});

const endOlder = (fence: number, home: string) => localProcesses.endOlder({ run, fence: Fence.parse(fence), home });
const childOf = (wanted: string) => left.find(({ store }) => store === wanted)?.child;

describe.runIf(process.platform === 'linux')('what an earlier conductor left on this machine', () => {
  test('what carries the same fence is left alone', async () => {
    expect(await endOlder(1, 'here')).toBe(0);
  });

  test('an older fence is ended, but not that of another installation with an incident of the same number', async () => {
    const child = childOf('here');
    const gone = child === undefined ? undefined : once(child, 'exit');
    expect(await endOlder(2, 'here')).toBe(1);
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(childOf('elsewhere')?.signalCode).toBeNull();
  });

  test('what a finished step started is left running; what a running step started is ended', async () => {
    const other = `${run}0`;
    const start = (step: string) =>
      spawn('/usr/bin/sleep', ['300'], { env: { RECOURSE_RUN: `${other}:1`, RECOURSE_STEP: step }, stdio: 'ignore' });
    const [deployed, checking] = [start('redeploy-commit'), start('run-verification-commands')];
    const gone = once(checking, 'exit');
    expect(await localProcesses.endOlder({ run: other, fence: Fence.parse(2) }, ['run-verification-commands'])).toBe(1);
    await gone;
    expect(deployed.exitCode ?? deployed.signalCode).toBeNull();
    deployed.kill('SIGKILL');
  });
});
