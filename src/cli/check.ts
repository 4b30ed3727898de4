import { type Command, Option } from 'commander';
import type { CheckOptions } from './check/run-check.ts';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

const help = `
Looks at everything that a recovery would need, and changes nothing: the configuration, PostgreSQL's programs, the
databases and our rights in them, Slack, the people, the backups' storage, deploys and smoke checks.

  ✓ fine   ! works, but should be looked at   ✗ a recovery would fail   · not looked at

Exit code 0: no ✗. 1: at least one. 2: no such service.

Examples:
  npx recourse check
  npx recourse check --service promptrefine
  npx recourse check --format json | jq 'select(.result == "failed")'`;

export function addCheck(program: Command, terminal: Terminal, answer: Answer): void {
  program
    .command('check')
    .description('prove the configuration: one line per finding')
    .option('--service <name>', 'look at one service only')
    .addOption(
      new Option('--format <form>', 'text, or one JSON object per line').choices(['text', 'json']).default('text'),
    )
    .addHelpText('after', help)
    .action((options: CheckOptions) =>
      answer(async () => {
        // Loaded when it is wanted: help should be there at once.
        const [{ readConfiguration }, { check }] = await Promise.all([
          import('../config.ts'),
          import('./check/run-check.ts'),
        ]);
        return check(readConfiguration(), options, terminal);
      }),
    );
}
