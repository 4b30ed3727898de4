import { type Command, InvalidArgumentError, Option } from 'commander';
import { readShownHead, type ShownHead } from '../domain/chain.ts';
import { IncidentId } from '../domain/ids.ts';
import type { ListOptions } from './incident/list-incidents.ts';
import type { PostmortemOptions } from './incident/show-postmortem.ts';
import type { TimelineOptions } from './incident/show-timeline.ts';
import type { Answer } from './program.ts';
import type { Terminal } from './terminal.ts';

const form = (choices: readonly string[]) =>
  new Option('--format <form>', 'how it is written').choices(choices).default('text');

/** `recourse incident …`: reads journals, changes nothing. */
export function addIncident(program: Command, terminal: Terminal, answer: Answer): void {
  const incident = program
    .command('incident')
    .description('read incidents: list, show, timeline, postmortem, verify')
    .addHelpText(
      'after',
      '\nAn embedded journal can be read only while the bot is stopped; one on a server at any time.',
    );

  incident
    .command('list')
    .description('incidents, newest first')
    .option('--live', 'only those that are not closed', false)
    .option('--service <name>', 'only those of one service')
    .option('--limit <n>', 'at most so many', parseCount, 20)
    .addOption(form(['text', 'json']))
    .addHelpText(
      'after',
      '\nExamples:\n  npx recourse incident list\n  npx recourse incident list --live --service promptrefine',
    )
    .action((options: ListOptions) =>
      answer(async () => (await import('./incident/list-incidents.ts')).listIncidents(options, terminal)),
    );

  incident
    .command('show')
    .argument('<incident>', 'such as INC-7', parseId)
    .description('where an incident stands')
    .addOption(form(['text', 'json']))
    .addHelpText(
      'after',
      '\nExamples:\n  npx recourse incident show INC-7\n  npx recourse incident show INC-7 --format json',
    )
    .action((id: IncidentId, options: { format: 'text' | 'json' }) =>
      answer(async () => (await import('./incident/show-incident.ts')).showIncident(id, options, terminal)),
    );

  addReports(incident, terminal, answer);
}

function addReports(incident: Command, terminal: Terminal, answer: Answer): void {
  incident
    .command('timeline')
    .argument('<incident>', 'such as INC-7', parseId)
    .description('what happened, when, and by whom')
    .addOption(form(['text', 'md', 'json']))
    .option('--zone <zone>', 'time zone of the times; default: the service’s')
    .addHelpText(
      'after',
      '\nExamples:\n  npx recourse incident timeline INC-7 --format md > INC-7.md\n  npx recourse incident timeline INC-7 --zone UTC',
    )
    .action((id: IncidentId, options: TimelineOptions) =>
      answer(async () => (await import('./incident/show-timeline.ts')).showTimeline(id, options, terminal)),
    );

  incident
    .command('postmortem')
    .argument('<incident>', 'such as INC-7', parseId)
    .description('the whole report: impact, loss, decision, migrations and commits, timeline')
    .addOption(form(['md', 'html', 'json']).default('md'))
    .option('--zone <zone>', 'time zone of the times; default: the service’s')
    .addHelpText(
      'after',
      '\nBefore the close it is a draft, and says so.\n\nExamples:\n  npx recourse incident postmortem INC-7 > INC-7.md\n  npx recourse incident postmortem INC-7 --format html > INC-7.html',
    )
    .action((id: IncidentId, options: PostmortemOptions) =>
      answer(async () => (await import('./incident/show-postmortem.ts')).showPostmortem(id, options, terminal)),
    );

  incident
    .command('verify')
    .argument('<incident>', 'such as INC-7', parseId)
    .description('check that the journal was not changed after it was written')
    .option('--head <n:digest>', 'a head as the incident’s thread shows it; may be given again', collectHeads, [])
    .addHelpText(
      'after',
      '\nExit code 0: the chain is whole. 1: it is broken, and where.\n\nExamples:\n  npx recourse incident verify INC-7\n  npx recourse incident verify INC-7 --head 18:5f2c09ab1e77',
    )
    .action((id: IncidentId, options: { head: ShownHead[] }) =>
      answer(async () => (await import('./incident/verify-incident.ts')).verifyIncident(id, options.head, terminal)),
    );
}

function parseId(text: string): IncidentId {
  const read = IncidentId.safeParse(text.toUpperCase());
  if (read.success) return read.data;
  throw new InvalidArgumentError(`"${text}" is no incident: expected one such as INC-7.`);
}

function collectHeads(text: string, before: readonly ShownHead[]): readonly ShownHead[] {
  const head = readShownHead(text);
  if (head !== null) return [...before, head];
  throw new InvalidArgumentError('Expected what the thread shows, such as 18:5f2c09ab1e77 (12 to 64 characters).');
}

function parseCount(text: string): number {
  if (/^[1-9][0-9]{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number from 1 to 9999.');
}
