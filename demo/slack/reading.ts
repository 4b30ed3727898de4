import type { SlackMessage, SlackView } from './shapes.ts';

/** How a test says which message or view it means: part of the visible text, a pattern, or a question. */
export type Match<T> = string | RegExp | ((thing: T) => boolean);

const visibleFields = new Set([
  'text',
  'alt_text',
  'title',
  'label',
  'hint',
  'submit',
  'close',
  'description',
  'fallback',
]);

/** Every text that a person can read in a message or view, top to bottom, one per line. */
export function visibleText(thing: SlackMessage | SlackView): string {
  const { blocks = [] } = thing;
  const own = 'ts' in thing ? [thing.text] : [thing.title?.text ?? '', thing.submit?.text ?? ''];
  const files = 'ts' in thing ? (thing.files ?? []).map((file) => file.title) : [];
  return [...own, ...textsIn(blocks), ...files].filter((text) => text !== '').join('\n');
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (typeof inner === 'string') return visibleFields.has(name) ? [inner] : [];
    return textsIn(inner);
  });
}

/** Whether a message or view is the one that is meant. */
export function matches<T extends SlackMessage | SlackView>(thing: T, match: Match<T>): boolean {
  if (typeof match === 'function') return match(thing);
  const text = visibleText(thing);
  return typeof match === 'string' ? text.includes(match) : match.test(text);
}

/** One line about a message or view, for errors that say what was there instead. */
export function outline(thing: SlackMessage | SlackView): string {
  const text = visibleText(thing).replaceAll('\n', ' / ').slice(0, 300);
  return 'ts' in thing ? `${thing.ts} ${thing.user}: ${text}` : `${thing.id} ${thing.callback_id}: ${text}`;
}
