import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A running Recourse, as its own process, exactly as `npm start` runs it. */
export interface Bot {
  readonly pid: number;
  /** Its log so far. */
  log(): string;
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** SIGTERM lets it drain; SIGKILL is the crash. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const repository = join(import.meta.dirname, '..', '..');

/** Starts `entry` (the bot by default) with exactly this environment beside PATH, HOME and LANG; it ends with us. */
export function startBot(given: {
  readonly environment: Record<string, string>;
  readonly logFile: string;
  readonly entry?: string;
}): Bot {
  const log = openSync(given.logFile, 'a', 0o600);
  const entry = given.entry ?? join(repository, 'src', 'main.ts');
  const [command, args] = endingWithUs(process.execPath, [entry]);
  // A process group of its own: Ctrl-C in the terminal reaches us, and we end the bot in order.
  const child = spawn(command, args, {
    cwd: repository,
    detached: true,
    env: given.environment,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = endOf(child);
  return {
    pid: child.pid ?? 0,
    ended,
    log: () => readFileSync(given.logFile, 'utf8'),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

/** Where the system can, a bot whose starter was killed is ended by the kernel. */
function endingWithUs(command: string, args: string[]): [string, string[]] {
  return process.platform === 'linux' ? ['setpriv', ['--pdeathsig', 'TERM', command, ...args]] : [command, args];
}

async function endOf(child: ChildProcess): Bot['ended'] {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return { code, signal };
}
