import { describe, expect, test } from 'vitest';
import { checkMessageBlocks, checkView } from '../../../demo/slack/limits.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (more: object = {}) => ({ type: 'button', action_id: 'go', text: plain('Go'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const select = (count: number) => ({
  type: 'static_select',
  action_id: 'pick',
  options: Array.from({ length: count }, (_, index) => ({ text: plain('x'), value: String(index) })),
});
const many = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => make(index));
const view = (more: object = {}) => ({ type: 'modal', title: plain('Form'), blocks: [], ...more });
const input = { type: 'input', label: plain('What'), element: { type: 'plain_text_input', action_id: 'text' } };

const accepted: [string, object[]][] = [
  ['50 blocks', many(50, () => ({ type: 'divider' }))],
  ['a header of 150 characters', [{ type: 'header', text: plain('x'.repeat(150)) }]],
  ['a section of 3,000 characters', [section('x'.repeat(3000))]],
  ['ten fields', [{ type: 'section', fields: many(10, () => plain('x')) }]],
  ['25 buttons', [actions(...many(25, (index) => button({ action_id: String(index) })))]],
  ['a select of 100 options', [actions(select(100))]],
  ['one table', [{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }]],
];

const refused: [string, object[], string][] = [
  ['51 blocks', many(51, () => ({ type: 'divider' })), 'no more than 50 items allowed [json-pointer:/blocks]'],
  [
    'a long header',
    [{ type: 'header', text: plain('x'.repeat(151)) }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a header in mrkdwn',
    [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
  ],
  [
    'a long section',
    [section('x'.repeat(3001))],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  ['an empty section', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
  [
    'eleven fields',
    [{ type: 'section', fields: many(11, () => plain('x')) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'eleven context elements',
    [{ type: 'context', elements: many(11, () => plain('x')) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    '26 buttons',
    [actions(...many(26, (index) => button({ action_id: String(index) })))],
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'a long button',
    [actions(button({ text: plain('x'.repeat(76)) }))],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'a long value',
    [actions(button({ value: 'x'.repeat(2001) }))],
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'an action id twice',
    [actions(button(), button())],
    '`action_id` `go` already exists [json-pointer:/blocks/0/elements/1/action_id]',
  ],
  [
    'a block id twice',
    many(2, () => ({ type: 'divider', block_id: 'x' })),
    '`block_id` `x` already exists [json-pointer:/blocks/1/block_id]',
  ],
  ['101 options', [actions(select(101))], 'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]'],
  [
    'two tables',
    many(2, () => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] })),
    'only one table allowed [json-pointer:/blocks]',
  ],
  [
    'too much markdown',
    many(2, () => ({ type: 'markdown', text: 'x'.repeat(7000) })),
    'must be less than 12001 characters of markdown in all [json-pointer:/blocks]',
  ],
  ['a block that does not exist', [{ type: 'poem' }], 'unsupported type: poem [json-pointer:/blocks/0/type]'],
  [
    'a field that does not exist',
    [{ type: 'divider', colour: 'red' }],
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    'a button style that does not exist',
    [actions(button({ style: 'loud' }))],
    'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
  ],
];

describe('messages', () => {
  test.each(accepted)('%s are within the limits', (_name, blocks) => {
    expect(checkMessageBlocks(blocks)).toEqual([]);
  });

  test.each(refused)('%s is refused by name and place', (_name, blocks, mistake) => {
    expect(checkMessageBlocks(blocks)).toContain(mistake);
  });
});

describe('views', () => {
  test('a form with its inputs and a submit button is within the limits', () => {
    expect(checkView(view({ submit: plain('Send'), blocks: [input] }))).toEqual([]);
  });

  test.each([
    [
      'a long title',
      view({ title: plain('x'.repeat(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'long metadata',
      view({ private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      '101 blocks',
      view({ blocks: many(101, () => ({ type: 'divider' })) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['an input without submit', view({ blocks: [input] }), 'missing required field: submit [json-pointer:/view]'],
    [
      'a table',
      view({ blocks: [{ type: 'table', rows: [] }] }),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
    ['no title', { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
    [
      'a title on the Home tab',
      { type: 'home', blocks: [], title: plain('x') },
      'invalid additional property: title [json-pointer:/view]',
    ],
  ])('%s is refused by name and place', (_name, sent, mistake) => {
    expect(checkView(sent)).toContain(mistake);
  });
});
