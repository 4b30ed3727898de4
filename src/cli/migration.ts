import type { Command } from 'commander';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

const help = `
For Drizzle, Prisma, dbmate and plain SQL with a ledger of its own. It finds migrations that were applied and whose file is
gone, files that were edited afterwards, ones out of order, and failed Prisma rows, each with the next move. Nothing is changed.

Exit code 0: folder and ledger agree. 1: they do not. 2: could not tell, or wrong usage.

Examples:
  npx recourse migration doctor promptrefine
  npx recourse migration doctor promptrefine --json`;

/** `recourse migration doctor SERVICE`: where the folder of migrations and the ledger have drifted apart. */
export function addMigration(program: Command, terminal: Terminal, answer: Answer): void {
  program
    .command('migration')
    .description('the ledger of a service’s migrations')
    .command('doctor <service>')
    .description('where the folder and production’s ledger have drifted apart, and what to do about it')
    .option('--json', 'one JSON object instead of lines', false)
    .addHelpText('after', help)
    .action((service: string, options: { readonly json: boolean }) =>
      answer(async () => (await import('./migration/run-doctor.ts')).runDoctor(service, options, terminal)),
    );
}
