import { type Command, Option } from 'commander';
import type { ReportForm } from './drill/write-report.ts';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

const form = () =>
  new Option('--format <form>', 'how it is written').choices(['text', 'md', 'json', 'html']).default('text');

interface Written {
  readonly format: ReportForm;
}

/** `recourse drill …`: practised restores, for a terminal, a pipeline or an auditor. */
export function addDrill(program: Command, terminal: Terminal, answer: Answer): void {
  const drill = program.command('drill').description('practised restores of a service: run, report, history');

  drill
    .command('run <service>')
    .description('hold a drill now, and report it')
    .addOption(form())
    .addHelpText('after', runHelp)
    .action((service: string, options: Written) =>
      answer(async () => (await import('./drill/run-drill.ts')).runDrill(service, options, terminal)),
    );

  drill
    .command('report <service> [drill]')
    .description('what a drill measured and found; the last one unless one is named')
    .addOption(form())
    .addHelpText('after', reportHelp)
    .action((service: string, id: string | undefined, options: Written) =>
      answer(async () => (await import('./drill/report-drill.ts')).reportDrill(service, id, options, terminal)),
    );

  drill
    .command('history <service>')
    .description('all drills, newest first')
    .addOption(form())
    .action((service: string, options: Written) =>
      answer(async () => (await import('./drill/report-drill.ts')).drillHistory(service, options, terminal)),
    );
}

const runHelp = `
It is written down like those of the schedule. Where a bot on the same store is free it holds the drill, else this process does.

Exit code 0: passed. 1: failed, or it could not be run.

Examples:
  npx recourse drill run promptrefine
  npx recourse drill run promptrefine --format json`;

const reportHelp = `
Exit code 0: the last drill passed. 1: it did not, it is overdue, or there was none.

Examples:
  npx recourse drill report promptrefine
  npx recourse drill report promptrefine promptrefine-drill-3 --format html > drill.html`;
