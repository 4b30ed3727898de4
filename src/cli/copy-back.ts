import { type Command, Option } from 'commander';
import type { PlanOptions } from './copy-back/plan-copy-back.ts';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

/** `recourse copy-back …`: only the dry run. Changing production needs a vote, and that is taken in Slack. */
export function addCopyBack(program: Command, terminal: Terminal, answer: Answer): void {
  const copyBack = program.command('copy-back').description('single rows that production lost: what could come back');

  copyBack
    .command('plan <service>')
    .description('count the rows that would come back, and those that could not; nothing is changed')
    .requiredOption('--from <source>', 'a backup, an incident whose restore replaced production, or a database')
    .option('--table <name...>', 'tables, as people write them')
    .option('--since <time>', 'rows written from then on: 14:05, "yesterday 18:00", 2026-11-21T14:05Z, "2 hours ago"')
    .option('--until <time>', 'rows written before then')
    .option('--by <column>', 'the column that says when a row was written; created_at and its kin otherwise')
    .option('--changed', 'also rows that were changed', false)
    .addOption(new Option('--format <form>', 'how it is written').choices(['text', 'json']).default('text'))
    .addHelpText('after', planHelp)
    .action((service: string, options: PlanOptions) =>
      answer(async () => (await import('./copy-back/plan-copy-back.ts')).planInTerminal(service, options, terminal)),
    );
}

const planHelp = `
A backup is restored into a scratch database for it, which is dropped afterwards. To copy the rows, declare an incident and
choose the way back "Copy rows back" with /rollback path: it goes to a vote.

Exit code 0: there are rows that would come back. 1: there are none.

Examples:
  npx recourse copy-back plan promptrefine --from 20261121T113400Z-nightly-4f1c --table prompts --table test_runs
  npx recourse copy-back plan promptrefine --from INC-7 --since "yesterday 18:00" --format json`;
