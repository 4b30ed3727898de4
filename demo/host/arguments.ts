import { parseArgs } from 'node:util';
import { stories } from '../stories/registry.ts';
import type { Story } from '../stories/story.ts';

export interface DemoArguments {
  readonly auto: boolean;
  readonly json: boolean;
  readonly service: string;
  readonly story: Story;
  /** Port of the local Slack's page; 0 takes a free one. */
  readonly port: number;
  /** 1 is 400,000 rows. */
  readonly rows: number;
  readonly keep: boolean;
}

export const usage = `npm run demo [-- options]

  (none)            starts everything and waits for you in the browser
  --auto            plays the story without a person; ends 0 only if the data is back
  --service NAME    example service: ${Object.keys(stories).join(', ')} (default promptrefine)
  --story NAME      what happens to it (default restore)
  --json            with --auto: one JSON object per journal entry, and a last one {"result": …}
  --port N          port of the local Slack's page (default 8765, any free one with --auto)
  --rows FACTOR     size of the database; 1 is 400,000 rows (default 1)
  --keep            leaves the folder with cluster, backups and logs behind
  --help
`;

/** @throws Error with the usage when the words are off */
export function readArguments(args: readonly string[]): DemoArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      auto: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      service: { type: 'string', default: 'promptrefine' },
      story: { type: 'string', default: 'restore' },
      port: { type: 'string' },
      rows: { type: 'string', default: '1' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const port = number('--port', values.port ?? (values.auto ? '0' : '8765'));
  const rows = number('--rows', values.rows);
  if (values.json && !values.auto) throw new Error('--json goes with --auto');
  if (rows <= 0 || rows > 50) throw new Error(`--rows takes a factor above 0 and up to 50, not ${values.rows}`);
  return { ...values, story: findStory(values.service, values.story), port, rows };
}

function findStory(service: string, name: string): Story {
  const of = stories[service];
  if (of === undefined)
    throw new Error(`there is no example service "${service}"; there is ${Object.keys(stories).join(', ')}`);
  const story = of.find((each) => each.name === name);
  if (story === undefined)
    throw new Error(`"${service}" has no story "${name}"; it has ${of.map((each) => each.name).join(', ')}`);
  return story;
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new Error(`${option} takes a number, not "${text}"`);
  return value;
}
