import { type Command, InvalidArgumentError, Option } from 'commander';
import { Duration } from '../domain/policy-file/measures.ts';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

const form = () => new Option('--format <form>', 'how it is written').choices(['text', 'json']).default('text');

/** `recourse replaced …`: the databases that promotions put aside. Works beside the running bot, and without Slack. */
export function addReplaced(program: Command, terminal: Terminal, answer: Answer): void {
  const replaced = program.command('replaced').description('databases that promotions have replaced: list, keep');

  replaced
    .command('list <service>')
    .description('what is kept, how large it is, and until when')
    .addOption(form())
    .addHelpText('after', '\nExamples:\n  npx recourse replaced list promptrefine')
    .action((service: string, options: { format: 'text' | 'json' }) =>
      answer(async () => (await import('./replaced/list-replaced.ts')).listAllReplaced(service, options, terminal)),
    );

  replaced
    .command('keep <service> <database>')
    .description('keep one longer than it would be')
    .option('--for <duration>', 'so much longer', parseDuration, 7 * 86_400_000)
    .addHelpText('after', keepHelp)
    .action((service: string, database: string, options: { for: number }) =>
      answer(async () => (await import('./replaced/keep-longer.ts')).keepLonger(service, database, options, terminal)),
    );
}

function parseDuration(text: string): number {
  const read = Duration.safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError('Expected a duration such as 12h or 14d.');
}

const keepHelp = `
The running bot warns in the service's channel a day before a replaced database is dropped; without --for it is kept 7 days longer.

Examples:
  npx recourse replaced keep promptrefine promptrefine_replaced_20261121_1134_inc7 --for 14d`;
