import { parseArgs } from 'node:util';
import { RecourseError } from '../../src/domain/errors.ts';
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

const storyNames = [...new Set(Object.values(stories).flat())].map(({ name }) => name).join(', ');

export const usage = `npm run demo [-- options]

  (none)            starts everything and leads you through the story in the browser
  --auto            plays the story without a person
  --json            with --auto: one JSON object per journal entry, and a last one {"result": …}
  --service NAME    example service: ${Object.keys(stories).join(', ')} (default promptrefine)
  --story NAME      what happens to it: ${storyNames} (default restore)
  --port N          port of the local Slack's page; 0 takes any free one (default 8765, with --auto 0)
  --rows FACTOR     size of the database; 1 is 400,000 rows (default 1)
  --keep            leaves cluster, backups and logs behind, and says where
  --help            shows this

Ends with 0 if all went well (with --auto: only if the data is really back), with 1 if it is not, with 2 if something
could not be started, with 130 if it was interrupted. Standard output has the result, standard error what happens meanwhile.
npm itself prints two lines before it; \`npm run --silent demo -- --auto --json\` leaves them out.
`;

/** @throws RecourseError `bad-input` when the words are off */
export function readArguments(args: readonly string[]): DemoArguments | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const port = number('--port', values.port ?? (values.auto ? '0' : '8765'));
  const rows = number('--rows', values.rows);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw offWord(`--port takes a number from 0 to 65535, not ${port}`);
  if (values.json && !values.auto) throw offWord('--json goes with --auto');
  if (rows <= 0 || rows > 50) throw offWord(`--rows takes a factor above 0 and up to 50, not ${values.rows}`);
  return { ...values, story: findStory(values.service, values.story), port, rows };
}

const options = {
  auto: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  service: { type: 'string', default: 'promptrefine' },
  story: { type: 'string', default: 'restore' },
  port: { type: 'string' },
  rows: { type: 'string', default: '1' },
  keep: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw offWord(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}

function offWord(message: string): RecourseError {
  return new RecourseError(message, { code: 'bad-input', hint: 'npm run demo -- --help says what can be asked for.' });
}

function findStory(service: string, name: string): Story {
  const of = stories[service];
  if (of === undefined)
    throw offWord(`There is no example service "${service}"; there is ${Object.keys(stories).join(', ')}`);
  const story = of.find((each) => each.name === name);
  if (story === undefined)
    throw offWord(`"${service}" has no story "${name}"; it has ${of.map((each) => each.name).join(', ')}`);
  return story;
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw offWord(`${option} takes a number, not "${text}"`);
  return value;
}
