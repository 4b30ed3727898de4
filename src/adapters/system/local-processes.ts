import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { RecourseError } from '../../domain/errors.ts';
import type { LocalProcesses } from '../../ports/local-processes.ts';
import type { RunTag } from '../../ports/run-tag.ts';

/** A process that got SIGKILL is gone in milliseconds unless the kernel holds it in a disk or network wait. */
const goneWithinMs = 10_000;
const lookEveryMs = 20;

/** A process by number and start: numbers are used again, a number with its start time is not. */
interface Seen {
  readonly pid: number;
  readonly startedAt: string;
}

/**
 * Finds processes by RECOURSE_RUN (`recourse:<run>:<fence>`) and RECOURSE_STORE in their environment, on Linux only: elsewhere other
 * processes' environments cannot be read, and the sessions that such a process holds are ended at the server instead.
 */
export const localProcesses: LocalProcesses = { endOlder };

/** Whose left-overs are looked for, and which of its steps may have been in the middle of something. */
interface Hunt {
  readonly tag: RunTag;
  readonly running: readonly string[] | undefined;
}

async function endOlder(tag: RunTag, running?: readonly string[]): Promise<number> {
  const hunt: Hunt = { tag, running };
  const ended = new Set<string>();
  const deadline = Date.now() + goneWithinMs;
  for (let older = listOlder(hunt); older.length > 0; older = listOlder(hunt)) {
    for (const seen of older) {
      if (endProcess(seen, hunt)) ended.add(`${seen.pid}@${seen.startedAt}`);
    }
    if (Date.now() > deadline) throw stillThere(older);
    await wait(lookEveryMs);
  }
  return ended.size;
}

function listOlder(hunt: Hunt): Seen[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const seen = look(Number(name), hunt);
      return seen === null ? [] : [seen];
    });
}

/** Null for a process that is gone, is somebody else's, is a zombie, or does not carry an older fence of this run. */
function look(pid: number, hunt: Hunt): Seen | null {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    if (!carriesOlder(environment, hunt)) return null;
    // The name in field 2 may hold spaces and brackets, so fields are counted from the last bracket: state, …, start time.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return fields[0] === 'Z' ? null : { pid, startedAt: fields[19] ?? '' };
  } catch {
    return null; // it ended while we looked, or belongs to a user whom we may not look at
  }
}

function carriesOlder(environment: string, { tag, running }: Hunt): boolean {
  const marked = (name: string) => pairIn(environment, name)?.slice(name.length + 1);
  const value = marked('RECOURSE_RUN')?.replace(/^recourse:/, '');
  // Two installations on one machine both have an INC-1; only what our own store's incidents left is ours to end.
  if ((marked('RECOURSE_STORE') ?? '') !== (tag.home ?? '')) return false;
  // A deploy may start what is meant to stay; only a step that is in the middle of something leaves what must go.
  const step = marked('RECOURSE_STEP') ?? '';
  if (step !== '' && running !== undefined && !running.includes(step)) return false;
  if (value === undefined || !value.startsWith(`${tag.run}:`)) return false;
  const fence = value.slice(tag.run.length + 1);
  return /^[0-9]+$/.test(fence) && Number(fence) < tag.fence;
}

function pairIn(environment: string, name: string): string | undefined {
  return environment.split('\0').find((pair) => pair.startsWith(`${name}=`));
}

/** Looks once more right before the kill, so that a number which was given away meanwhile is left alone. */
function endProcess(seen: Seen, hunt: Hunt): boolean {
  if (look(seen.pid, hunt)?.startedAt !== seen.startedAt) return false;
  try {
    process.kill(seen.pid, 'SIGKILL');
    return true;
  } catch {
    return false; // gone by itself, or not ours to end: the next look tells
  }
}

function stillThere(older: readonly Seen[]): RecourseError {
  const pids = older.map((seen) => seen.pid).join(', ');
  return new RecourseError(`Processes of an earlier attempt do not end: ${pids}.`, {
    code: 'timed-out',
    hint: 'Look at them on this machine (they may wait for a disk or belong to another user), end them, then retry the step.',
    facts: { pids },
  });
}
