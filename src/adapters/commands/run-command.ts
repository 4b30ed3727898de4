import { constants } from 'node:os';
import { execa } from 'execa';
import { RecourseError } from '../../domain/errors.ts';
import type { CommandLine } from '../../domain/policy-file/measures.ts';
import type { StrikeSecrets } from '../../domain/redaction.ts';
import type { Programs } from '../../ports/outside.ts';
import { type Effort, tagText } from '../../ports/run-tag.ts';
import { fillArguments } from './fill-arguments.ts';
import { findProgram } from './find-program.ts';
import { makeOutputTail, type OutputTail } from './output-tail.ts';

/** What commands are given of this machine. */
export interface CommandGround {
  /** The few variables that every child gets: PATH, HOME, LANG. */
  readonly childEnvironment: Readonly<Record<string, string>>;
  /** Values of the variables that a command names in `env`. */
  readonly valueOf: (name: string) => string;
  /** Where a command without `cwd` runs. Absolute. */
  readonly folder: string;
  readonly strikeSecrets: StrikeSecrets;
}

/** A command that got SIGTERM has this long before SIGKILL, in ms. */
const graceMs = 5_000;
/** How long output is still read after the program has ended, in ms. */
const stragglersMs = 1_000;
const progressEveryMs = 1_000;
/** More of a program's standard output is not held, in characters. */
const longestRead = 8_000_000;

/**
 * Runs configured programs. An exit code other than 0 is an answer; thrown are RecourseError `tool-missing` (no such
 * program), `bad-configuration` (no such folder), `timed-out`, and the signal's reason when the effort is called off.
 * In the two last cases the program and all its descendants have ended before this throws.
 */
export function createCommands(ground: CommandGround): Programs {
  return {
    run: (command, fill, effort, environment = {}) =>
      carryOut(ground, command, fillArguments(command.run, fill), { effort, environment }),
    async read(command, effort) {
      const chunks: string[] = [];
      const done = await carryOut(ground, command, fillArguments(command.run, {}), { effort, environment: {}, chunks });
      return { ...done, stdout: ground.strikeSecrets(chunks.join('').slice(0, longestRead)) };
    },
  };
}

interface Carried {
  readonly effort: Effort;
  readonly environment: Readonly<Record<string, string>>;
  /** Where standard output is gathered by itself. */
  readonly chunks?: string[];
}

async function carryOut(
  ground: CommandGround,
  command: CommandLine,
  [program, ...args]: readonly [string, ...string[]],
  { effort, environment, chunks }: Carried,
) {
  effort.signal.throwIfAborted();
  const { PATH: searchPath = '' } = ground.childEnvironment;
  const folder = command.cwd ?? ground.folder;
  const file = findProgram(program, folder, searchPath);
  if (file === null) throw missingProgram(program, folder);
  const tail = makeOutputTail(ground.strikeSecrets);
  const child = start([file, ...args], command, {
    folder,
    environment: { ...environmentOf(ground, command, effort), ...environment },
    effort,
  });
  listen(child, tail, effort, chunks === undefined);
  if (chunks !== undefined) gather(child, chunks);
  leaveStragglers(child, command, effort);
  return outcomeOf(await child, command, tail, effort);
}

type Child = ReturnType<typeof start>;

function start(
  line: readonly string[],
  command: CommandLine,
  given: { folder: string; environment: Readonly<Record<string, string>>; effort: Effort },
) {
  const [file = '', ...args] = endingWithUs(line);
  return execa(file, args, {
    cwd: given.folder,
    env: given.environment,
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    timeout: command.timeout,
    cancelSignal: given.effort.signal,
    killDescendants: true,
    forceKillAfterDelay: graceMs,
  });
}

/** On Linux the kernel ends the program when we die, however we die; elsewhere the fence at the target has to do. */
function endingWithUs(line: readonly string[]): readonly string[] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv', '/', '/usr/bin:/bin') : null;
  return setpriv === null ? line : [setpriv, '--pdeathsig', 'KILL', '--', ...line];
}

/** The tag goes along, so that what the program leaves behind here or at a database can be found and ended. */
function environmentOf(ground: CommandGround, command: CommandLine, { tag }: Effort): Record<string, string> {
  const named = command.env.map((name) => [name, ground.valueOf(name)] as const);
  return {
    ...ground.childEnvironment,
    ...Object.fromEntries(named),
    PGAPPNAME: tagText(tag),
    RECOURSE_RUN: `${tag.run}:${tag.fence}`,
    RECOURSE_STORE: tag.home ?? '',
    RECOURSE_STEP: tag.step ?? '',
  };
}

function gather(child: Child, chunks: string[]): void {
  let length = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (length < longestRead) chunks.push(chunk);
    length += chunk.length;
  });
}

function listen(child: Child, tail: OutputTail, effort: Effort, forPeople: boolean): void {
  let saidAt = Number.NEGATIVE_INFINITY;
  child.all.setEncoding('utf8').on('data', (chunk: string) => {
    tail.add(chunk);
    if (!forPeople || performance.now() - saidAt < progressEveryMs) return;
    saidAt = performance.now();
    const line = tail.newestLine();
    if (line !== '') effort.progress(line);
  });
}

/**
 * A program that ended by itself may leave something running that still holds its output open, such as the service it
 * started. Its end is the program's end, not theirs. (When we end it, all of them end, so then they are waited for.)
 */
function leaveStragglers(child: Child, command: CommandLine, effort: Effort): void {
  const beganAt = performance.now();
  child.nodeChildProcess.once('exit', () => {
    const isOurDoing = effort.signal.aborted || performance.now() - beganAt >= command.timeout;
    if (isOurDoing) return;
    const letGo = setTimeout(() => child.all.destroy(), stragglersMs);
    child.all.once('close', () => clearTimeout(letGo));
  });
}

function outcomeOf(result: Awaited<Child>, command: CommandLine, tail: OutputTail, { signal }: Effort) {
  const output = tail.text();
  if (result.timedOut) throw timedOut(command, output);
  signal.throwIfAborted();
  const { exitCode, signal: endedBy } = result;
  if (exitCode === undefined && endedBy === undefined) throw notStarted(command, result);
  // As a shell counts: a program ended by a signal has 128 and the signal's number.
  const code = exitCode ?? 128 + (constants.signals[endedBy as NodeJS.Signals] ?? 0);
  return { exitCode: code, output, durationMs: Math.round(result.durationMs) };
}

function missingProgram(program: string, folder: string): RecourseError {
  return new RecourseError(`There is no program ${program} to run.`, {
    code: 'tool-missing',
    hint: program.includes('/')
      ? `Looked for it from ${folder}. Check the path, and that it may be executed.`
      : 'Install it, or put its folder on the PATH of Recourse.',
    facts: { program, folder },
  });
}

function timedOut(command: CommandLine, output: string): RecourseError {
  const seconds = command.timeout / 1000;
  return new RecourseError(`${command.run[0]} did not end within ${seconds} seconds and was ended.`, {
    code: 'timed-out',
    hint: `Find out what it waited for, or give it a longer timeout in recourse.yaml. It said last: ${lastWords(output)}`,
    facts: { program: command.run[0] ?? '', timeoutMs: command.timeout },
  });
}

function notStarted(command: CommandLine, cause: unknown): RecourseError {
  const system = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new RecourseError(`${command.run[0]} could not be started (${system}).`, {
    code: 'bad-configuration',
    hint: `Check that the folder ${command.cwd ?? ''} exists and that the program may be executed.`,
    facts: { program: command.run[0] ?? '', cwd: command.cwd ?? null, system },
    cause,
  });
}

function lastWords(output: string): string {
  return output.trim().slice(-300) || 'nothing';
}
