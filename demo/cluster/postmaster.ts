import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { RecourseError } from '../../src/domain/errors.ts';

/** How a server is told to end: `fast` finishes orderly, `immediate` is a crash that the next start recovers from. */
export type StopMode = 'fast' | 'immediate';

/** A running server process of ours. */
export interface Postmaster {
  readonly pid: number;
  /** Ends it and waits until it is gone; harmless when it is gone already. */
  stop(mode: StopMode): Promise<void>;
}

const readyLine = /database system is ready to accept connections/;
const portTakenLine = /Address already in use/;

/** Starts the server and waits for its own word that it is ready; its log goes on into `logFile`. */
export async function startPostmaster(command: readonly string[], logFile: string): Promise<Postmaster> {
  const [program = '', ...args] = command;
  // A process group of its own: Ctrl-C in the terminal reaches us, and we end the server in order.
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const endWithUs = () => child.kill('SIGQUIT');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  await readyOrFailed(child, logFile);
  return { pid: child.pid ?? -1, stop: (mode) => stopChild(child, mode) };
}

function readyOrFailed(child: ChildProcess, logFile: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    const seen: string[] = [];
    if (child.stderr === null) throw new Error('stderr is piped');
    createInterface({ input: child.stderr }).on('line', (line) => {
      log.write(`${line}\n`);
      if (seen.length < 20) seen.push(line);
      if (readyLine.test(line)) resolve();
    });
    child.once('error', (cause) => reject(startFailure(seen, cause)));
    child.once('close', (code) => {
      log.end();
      reject(startFailure(seen, new Error(`postgres exited with ${code}`))); // a no-op once it has been ready
    });
  });
}

function startFailure(seen: readonly string[], cause: unknown): RecourseError {
  const said = seen.join('\n');
  return new RecourseError(`The PostgreSQL server did not start.\n${said}`, {
    code: 'tool-failed',
    hint: 'Read what the server said above.',
    facts: { portTaken: portTakenLine.test(said) },
    cause,
  });
}

async function stopChild(child: ChildProcess, mode: StopMode): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  await gone;
}
