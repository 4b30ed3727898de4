import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Who is making a draft: a process of one machine. `born` tells it from a later process with the same id. */
const Maker = z.object({ host: z.string(), pid: z.number().int(), born: z.string().nullable() });
type Maker = z.infer<typeof Maker>;

/** On another machine, or without a readable note, a draft is given this long since it last grew (one day). */
export const silentMs = 24 * 3_600_000;

export function thisMaker(): Maker {
  return { host: hostname(), pid: process.pid, born: bornAt(process.pid) };
}

/**
 * Whether the maker of a draft can still be at work. A process of this machine is looked up; of one elsewhere only the
 * draft's silence tells, and `silentForMs` says how long that has lasted.
 */
export async function mayBeAlive(noteFile: string, silentForMs: number): Promise<boolean> {
  const maker = await readMaker(noteFile);
  if (maker === null || maker.host !== hostname()) return silentForMs < silentMs;
  return isRunning(maker.pid) && bornAt(maker.pid) === maker.born;
}

async function readMaker(noteFile: string): Promise<Maker | null> {
  try {
    return Maker.parse(JSON.parse(await readFile(noteFile, 'utf8')));
  } catch {
    return null; // being written at this moment, or cut off: silence decides
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** The kernel's start time of a process, in ticks since boot; null where there is no /proc to ask. */
function bornAt(pid: number): string | null {
  try {
    // The program's name stands in parentheses and may hold spaces; the start time is the 20th field after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
