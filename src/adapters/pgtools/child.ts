import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import type { StrikeSecrets } from '../../domain/redaction.ts';
import { type Effort, type RunTag, tagText } from '../../ports/run-tag.ts';
import { toolError } from './tool-errors.ts';

const setpriv = '/usr/bin/setpriv';

/** How long a child may take to end in order before it is killed. */
const graceMs = 5_000;

/** The last words of a child that are kept for its error. */
const keptLines = 12;

/** A program to be run as a child that ends with us. */
export interface Child {
  /** Absolute path. */
  readonly program: string;
  /** Argument array; readable by every user of the machine, so no secret stands in it. */
  readonly args: readonly string[];
  /** The whole environment, beside what marks the run. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly strike: StrikeSecrets;
  /** Lines that tell how far it is; they are not kept for the error. */
  readonly onLine?: (line: string) => boolean;
}

/** Whether a child's streams are pipes of ours; else it reads nothing and its output is thrown away. */
export interface Plumbing {
  readonly stdin?: 'pipe' | 'ignore';
  readonly stdout?: 'pipe' | 'ignore';
}

/** A child that runs. `done` waits for its end and throws what it said where that was no success. */
export interface RunningChild {
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly done: Promise<void>;
}

/**
 * Starts a program without a shell. It carries the run's tag, is ended when the effort is called off, and on Linux the
 * kernel ends it when our process dies, however that happens.
 */
export function startChild(child: Child, effort: Effort, plumbing: Plumbing = {}): RunningChild {
  effort.signal.throwIfAborted();
  const [program = '', ...args] = endingWithUs([child.program, ...child.args]);
  const running = execa(program, args, {
    env: { ...child.env, LC_ALL: 'C', ...marksOf(effort.tag) },
    extendEnv: false,
    stdin: plumbing.stdin ?? 'ignore',
    stdout: plumbing.stdout ?? 'ignore',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    cancelSignal: effort.signal,
    forceKillAfterDelay: graceMs,
  });
  const said: string[] = [];
  const listen = async () => {
    for await (const line of running.iterable({ from: 'stderr' })) {
      if (child.onLine?.(line) === true) continue;
      said.push(line);
      if (said.length > keptLines) said.shift();
    }
  };
  const finish = async () => {
    const [ended] = await Promise.all([running, listen().catch(() => undefined)]);
    effort.signal.throwIfAborted();
    if (ended.exitCode !== 0) throw toolError(child.program, said.map(child.strike), ended);
  };
  const done = finish();
  done.catch(() => undefined); // whoever awaits it hears of it; a pipe that breaks first must not end the process
  return { stdin: running.stdin ?? null, stdout: running.stdout ?? null, done };
}

/** Runs a program to its end. */
export async function runChild(child: Child, effort: Effort, plumbing?: Plumbing): Promise<void> {
  await startChild(child, effort, plumbing).done;
}

function marksOf(tag: RunTag): Record<string, string> {
  return { PGAPPNAME: tagText(tag), RECOURSE_RUN: `${tag.run}:${tag.fence}`, RECOURSE_STORE: tag.home ?? '' };
}

function endingWithUs(command: readonly string[]): readonly string[] {
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--', ...command] : command;
}
