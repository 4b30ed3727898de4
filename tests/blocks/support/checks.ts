import type { ModalView } from '@slack/types';
import { expect } from 'vitest';
import type { Drawn } from '../../../blocks/kit/drawn.ts';
import { checkMessageBlocks, checkView, longestUpdatedText } from '../../../demo/slack/limits.ts';

/** What nobody from outside may ever make us say: calls to everybody, and links that look like ours. */
const pings = /<!(channel|here|everyone|subteam)|<@U0EVIL|<https?:\/\/evil/;
/** A mention in what only one person sees notifies nobody. */
const pingsPrivately = /<!(channel|here|everyone|subteam)|<https?:\/\/evil/;

/** Everything in a drawing that Slack reads as markup: mrkdwn objects, and the top-level text. */
function markupIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markupIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  const own = type === 'mrkdwn' && typeof text === 'string' ? [text] : [];
  return [...own, ...Object.values(value).flatMap(markupIn)];
}

function verbatimIn(value: unknown): boolean[] {
  if (Array.isArray(value)) return value.flatMap(verbatimIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' ? ['verbatim' in value && value.verbatim === true] : [];
  return [...own, ...Object.values(value).flatMap(verbatimIn)];
}

/** Slack would take it, now and as an edit; nobody is pinged by outside text; ears get more than a title. */
export function expectGoodMessage(drawn: Drawn, seenBy: 'all' | 'one' = 'all'): void {
  expect(checkMessageBlocks(drawn.blocks)).toEqual([]);
  expect(drawn.text.length).toBeLessThanOrEqual(longestUpdatedText);
  expect(drawn.text.trim()).not.toBe('');
  for (const markup of [...markupIn(drawn.blocks), drawn.text]) {
    expect(markup).not.toMatch(seenBy === 'all' ? pings : pingsPrivately);
  }
  expect(verbatimIn(drawn.blocks)).not.toContain(false);
}

export function expectGoodView(view: ModalView | object): void {
  expect(checkView(view)).toEqual([]);
  for (const markup of markupIn(view)) expect(markup).not.toMatch(pingsPrivately);
  expect(verbatimIn(view)).not.toContain(false);
}

/** Everything that can be read in a drawing, in order. */
export function visible(drawn: Drawn | ModalView): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      if ('text' in value && typeof value.text === 'string') texts.push(value.text);
      Object.values(value).forEach(walk);
    }
  };
  walk(drawn.blocks);
  return texts.join('\n');
}
