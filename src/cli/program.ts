import { Command, CommanderError } from 'commander';
import { RecourseError } from '../domain/errors.ts';
import { addBackup } from './backup.ts';
import { addCheck } from './check.ts';
import { addCopyBack } from './copy-back.ts';
import { addDrill } from './drill.ts';
import { addIncident } from './incident.ts';
import { addMigration } from './migration.ts';
import { addPreflight } from './preflight.ts';
import { addReplaced } from './replaced.ts';
import type { ExitCode, Terminal } from './terminal.ts';

/** Runs what a command does and keeps how it ended. */
export type Answer = (work: () => Promise<ExitCode>) => Promise<void>;

const examples = `
Examples:
  npx recourse check                        prove the configuration before you need it
  npx recourse backup take promptrefine     take a backup now
  npx recourse backup verify promptrefine   prove that the newest one restores
  npx recourse drill run promptrefine       practise a recovery, and see how long it takes
  npx recourse preflight promptrefine        may its pending migrations go ahead?
  npx recourse migration doctor promptrefine do its migrations and the ledger agree?
  npx recourse incident timeline INC-7      what happened, when, and by whom
  npx recourse help incident                everything about one command

It reads .env and recourse.yaml in this folder (or RECOURSE_CONFIG). Exit codes: 0 all is well, 1 something was found
or refused, 2 wrong usage or configuration.`;

/** Runs one command line, without the program's name, and answers with the exit code. Throws nothing. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let ended: ExitCode = 0;
  const program = createProgram(terminal, async (work) => {
    ended = await work();
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return ended;
  } catch (error) {
    return explain(error, terminal);
  }
}

function createProgram(terminal: Terminal, answer: Answer): Command {
  const program = new Command('recourse')
    .description('Recourse in the terminal: what the bot does, without Slack.')
    .addHelpText('after', examples)
    .exitOverride()
    .showHelpAfterError('(add --help for what it takes)')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
  addCheck(program, terminal, answer);
  addBackup(program, terminal, answer);
  addDrill(program, terminal, answer);
  addIncident(program, terminal, answer);
  addReplaced(program, terminal, answer);
  addCopyBack(program, terminal, answer);
  addPreflight(program, terminal, answer);
  addMigration(program, terminal, answer);
  return program;
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said what was wrong
  if (error instanceof RecourseError) {
    terminal.err(`${error.message}\n→ ${error.hint}`);
    return error.code === 'bad-configuration' || error.code === 'bad-input' ? 2 : 1;
  }
  terminal.err(
    error instanceof Error ? `This is a mistake in Recourse, please report it: ${error.stack}` : String(error),
  );
  return 1;
}
