import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runAs } from './run-as.ts';

/** A program of ours in a process of its own, which ends with us. */
export interface RunningProgram {
  /** The line of JSON that it printed when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly pid: number;
  /** True until it has ended, for whatever reason. */
  isRunning(): boolean;
  /** Ends it (SIGTERM unless another signal is named) and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const ourselves = { uid: -1, gid: -1, stepDown: false };

/** Starts a TypeScript program with the Node that runs us, and waits for its first line; stderr goes into `logFile`. */
export async function startProgram(script: string, args: readonly string[], logFile: string): Promise<RunningProgram> {
  const [program = '', ...rest] = runAs(ourselves, [process.execPath, script, ...args], 'SIGKILL');
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', log], detached: true });
  closeSync(log);
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  const ready = await firstLine(child, script, logFile);
  return {
    ready: JSON.parse(ready),
    pid: child.pid ?? -1,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: (signal = 'SIGTERM') => stop(child, signal),
  };
}

function firstLine(child: ChildProcess, script: string, logFile: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('stdout is piped');
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      reject(
        new Error(
          `${script} ended (${code ?? signal}) before it was ready:\n${readFileSync(logFile, 'utf8').slice(-2000)}`,
        ),
      );
    });
  });
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
