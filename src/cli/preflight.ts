import type { Command } from 'commander';
import type { PreflightOptions } from './preflight/run-preflight.ts';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

const help = `
For a deploy pipeline, before it migrates. Production is only read: the checkout is compared with the tool's ledger, the
pending migrations are read for what they destroy, a proved fresh backup is found or taken, and they are rehearsed on a
scratch copy of it, which is dropped.

Exit code 0: go. 1: no. 2: could not tell, or wrong usage.

Examples:
  npx recourse preflight promptrefine
  npx recourse preflight promptrefine --commit "$CI_COMMIT_SHA" --json
  npx recourse preflight promptrefine --accept-destructive "PR-811: current_version is derived since v42"`;

/** `recourse preflight SERVICE`: the gate before a migration (G1, P6). */
export function addPreflight(program: Command, terminal: Terminal, answer: Answer): void {
  program
    .command('preflight <service>')
    .description('whether the pending migrations may go ahead: what they destroy, and how they ran on a copy')
    .option('--commit <sha>', 'the commit that is to be deployed; default: the one that is checked out')
    .option('--accept-destructive <reason>', 'what is destroyed is meant; the reason is kept')
    .option('--from <migration>', 'plain SQL folders without a ledger: the first one that is pending')
    .option('--fresh-backup', 'take a new backup, whatever there is', false)
    .option('--json', 'one JSON object instead of lines', false)
    .addHelpText('after', help)
    .action((service: string, options: PreflightOptions) =>
      answer(async () => (await import('./preflight/run-preflight.ts')).runPreflight(service, options, terminal)),
    );
}
