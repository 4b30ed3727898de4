import { anyText, choices, id, imageSource, inputs, pick, plainText, selects } from './element-limits.ts';
import {
  all,
  anything,
  atLeastOneOf,
  byType,
  type Check,
  characters,
  fieldOf,
  items,
  type Mistake,
  record,
  unique,
  yesOrNo,
} from './limit-checks.ts';

/** Where blocks may stand. */
export type Surface = 'message' | 'modal' | 'home';

/** Longest top-level texts: `chat.postMessage` cuts, `chat.update` refuses (both in characters). */
export const longestPostedText = 40_000;
export const longestUpdatedText = 4_000;
/** Views that may lie on top of each other. */
export const deepestViewStack = 3;

const contextElement: Check = (value, at, report) =>
  (fieldOf(value, 'type') === 'image' ? pick('image') : anyText(2000))(value, at, report);
const richText = record({ type: anything, elements: items(1000, anything, 0) }, { block_id: id });
const cell = byType(() => ({
  raw_text: record({ type: anything, text: characters(10_000) }),
  raw_number: record({ type: anything, value: anything, text: characters(255) }),
  rich_text: richText,
}));

interface BlockRule {
  readonly on: readonly Surface[];
  readonly check: Check;
}
const everywhere: readonly Surface[] = ['message', 'modal', 'home'];

function block(
  on: readonly Surface[],
  required: Record<string, Check>,
  optional: Record<string, Check> = {},
): BlockRule {
  return { on, check: record({ type: anything, ...required }, { block_id: id, ...optional }) };
}

/** Every block that this server knows: where it may stand and how large its parts may be. */
const blocks: Readonly<Record<string, BlockRule>> = {
  actions: block(everywhere, {
    elements: all(items(25, pick('button', 'overflow', 'datetimepicker', ...choices, ...selects)), unique('action_id')),
  }),
  context: block(everywhere, { elements: items(10, contextElement) }),
  divider: block(everywhere, {}),
  header: block(everywhere, { text: plainText(150) }),
  image: block(everywhere, { alt_text: characters(2000) }, { ...imageSource, title: plainText(2000) }),
  input: block(
    everywhere,
    { label: plainText(2000), element: pick('datetimepicker', ...inputs, ...choices, ...selects) },
    { hint: plainText(2000), optional: yesOrNo, dispatch_action: yesOrNo },
  ),
  markdown: block(['message'], { text: characters(12_000) }),
  rich_text: { on: everywhere, check: richText },
  section: {
    on: everywhere,
    check: all(
      record(
        { type: anything },
        {
          block_id: id,
          text: anyText(3000),
          fields: items(10, anyText(2000)),
          accessory: pick('button', 'overflow', 'image', ...choices, ...selects),
          expand: yesOrNo,
        },
      ),
      atLeastOneOf('text', 'fields'),
    ),
  },
  table: block(['message'], { rows: items(100, items(20, cell)) }, { column_settings: items(20, anything, 0) }),
};

function blocksOn(surface: Surface, most: number): Check {
  const standing = Object.entries(blocks).filter(([, rule]) => rule.on.includes(surface));
  const table = Object.fromEntries(standing.map(([type, rule]) => [type, rule.check]));
  return all(
    items(
      most,
      byType(() => table),
      0,
    ),
    unique('block_id'),
    atMostPerMessage,
  );
}

/** One table and 12,000 characters of markdown in all, however many blocks carry them. */
const atMostPerMessage: Check = (value, at, report) => {
  if (!Array.isArray(value)) return;
  const ofType = (type: string) => value.filter((each) => fieldOf(each, 'type') === type);
  if (ofType('table').length > 1) report({ at, says: 'only one table allowed' });
  const markdown = ofType('markdown').reduce(
    (sum: number, each) => sum + String(fieldOf(each, 'text') ?? '').length,
    0,
  );
  if (markdown > 12_000) report({ at, says: 'must be less than 12001 characters of markdown in all' });
};

const viewParts = {
  private_metadata: characters(3000, 0),
  callback_id: characters(255, 0),
  external_id: characters(255, 0),
};
const views: Readonly<Record<string, Check>> = {
  modal: record(
    { type: anything, title: plainText(24), blocks: blocksOn('modal', 100) },
    {
      ...viewParts,
      close: plainText(24),
      submit: plainText(24),
      clear_on_close: yesOrNo,
      notify_on_close: yesOrNo,
      submit_disabled: yesOrNo,
    },
  ),
  home: record({ type: anything, blocks: blocksOn('home', 100) }, viewParts),
};
const messageBlocks = blocksOn('message', 50);

function mistakesOf(check: Check, value: unknown, at: string): string[] {
  const found: Mistake[] = [];
  check(value, at, (mistake) => found.push(mistake));
  return found.map((mistake) => `${mistake.says} [json-pointer:${mistake.at}]`);
}

/** What Slack would refuse in a message's `blocks`, one line per mistake; empty when it would accept them. */
export function checkMessageBlocks(value: unknown): string[] {
  return mistakesOf(messageBlocks, value, '/blocks');
}

/** What Slack would refuse in a modal or Home view, one line per mistake; empty when it would accept it. */
export function checkView(value: unknown): string[] {
  const found = mistakesOf(
    byType(() => views),
    value,
    '/view',
  );
  if (fieldOf(value, 'type') === 'modal' && fieldOf(value, 'submit') === undefined && hasInput(value)) {
    found.push('missing required field: submit [json-pointer:/view]');
  }
  return found;
}

function hasInput(view: unknown): boolean {
  const inner = fieldOf(view, 'blocks');
  return Array.isArray(inner) && inner.some((each) => fieldOf(each, 'type') === 'input');
}
