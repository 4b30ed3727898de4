import { parseArgs } from 'node:util';
import { RecourseError } from '../../src/domain/errors.ts';
import { type Stage, stages } from '../stories/registry.ts';
import type { Story } from '../stories/story.ts';
import type { ExampleService, RunningService } from './example-service.ts';

export interface DemoArguments {
  readonly auto: boolean;
  readonly json: boolean;
  readonly example: ExampleService;
  readonly story: Story<RunningService>;
  /** Port of the local Slack's page; 0 takes a free one. */
  readonly port: number;
  /** Size factor of the example's database; 1 is 400,000 rows of PromptRefine. */
  readonly rows: number;
  readonly keep: boolean;
}

/** Columns of a story's name. */
const NAME_WIDTH = 14;
const serviceNames = stages.map(({ example }) => example.name).join(', ');

export const usage = `npm run demo [-- options]

  (none)            starts everything and leads you through the story in the browser
  --auto            plays the story without a person
  --json            with --auto: one JSON object per journal entry, and a last one {"result": …}
  --service NAME    example service: ${serviceNames} (default ${stages[0]?.example.name})
  --story NAME      what happens to it, as listed below (default its first)
  --port N          port of the local Slack's page; 0 takes any free one (default 8765, with --auto 0)
  --rows FACTOR     size of the database; 1 is 400,000 rows of PromptRefine (default 1)
  --keep            leaves cluster, backups and logs behind, and says where
  --help            shows this

Example services and their stories
${stages.map(describe).join('')}
Ends with 0 if all went well (with --auto: only if the data is really back), with 1 if it is not, with 2 if something
could not be started, with 130 if it was interrupted. Standard output has the result, standard error what happens meanwhile.
npm itself prints two lines before it; \`npm run --silent demo -- --auto --json\` leaves them out.
`;

function describe({ example, stories }: Stage): string {
  const told = stories.map(({ name, title }) => `    ${name.padEnd(NAME_WIDTH)}${title}\n`);
  return `  ${example.name.padEnd(NAME_WIDTH + 2)}${example.about}\n${told.join('')}`;
}

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
  const stage = findStage(values.service);
  const story = values.story === undefined ? stage.stories[0] : findStory(stage, values.story);
  if (story === undefined) throw offWord(`"${values.service}" has no story yet`);
  const { auto, json, keep } = values;
  return { auto, json, keep, example: stage.example, story, port, rows };
}

const options = {
  auto: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  service: { type: 'string', default: 'promptrefine' },
  story: { type: 'string' },
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

function findStage(service: string): Stage {
  const stage = stages.find(({ example }) => example.name === service);
  if (stage === undefined) throw offWord(`There is no example service "${service}"; there is ${serviceNames}`);
  return stage;
}

function findStory({ example, stories }: Stage, name: string): Story<RunningService> {
  const story = stories.find((each) => each.name === name);
  if (story === undefined)
    throw offWord(`"${example.name}" has no story "${name}"; it has ${stories.map((each) => each.name).join(', ')}`);
  return story;
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw offWord(`${option} takes a number, not "${text}"`);
  return value;
}
