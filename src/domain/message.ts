import { z } from 'zod';
import { ChannelId, Instant, PersonId, toInstant } from './ids.ts';

/** A message's timestamp, which in its channel is its name, too: seconds since 1970 with six decimals. */
export const MessageTs = z.string().regex(/^[1-9]\d{0,9}\.\d{6}$/, 'a message timestamp such as 1780495200.000100');
export type MessageTs = z.infer<typeof MessageTs>;

/** Where a text of the timeline was copied from. */
export const MessageSource = z.object({
  channel: ChannelId,
  ts: MessageTs,
  /** Who wrote it; absent where an app did. */
  author: PersonId.optional(),
  permalink: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  /** It had been changed since it was written, last at this instant. */
  editedAt: Instant.optional(),
  /** Who added it shortened or changed the words. */
  adapted: z.boolean().optional(),
});
export type MessageSource = z.infer<typeof MessageSource>;

/** When a message was written. */
export function writtenAt(ts: MessageTs): Instant {
  return toInstant(new Date(Math.floor(Number(ts) * 1_000)));
}

const references: readonly (readonly [RegExp, (of: readonly string[]) => string])[] = [
  [/^@([^|]+)(?:\|(.*))?$/s, ([, id = '', name]) => `@${name || id}`],
  [/^#([^|]+)(?:\|(.*))?$/s, ([, id = '', name]) => `#${name || id}`],
  [/^!([^|^]+)[^|]*(?:\|(.*))?$/s, ([, word = '', label]) => label || `@${word}`],
  [/^([^|]+)\|(.*)$/s, ([, url = '', label = '']) => (url.endsWith(label) ? url : `${label} (${url})`)],
];

/** What a message says, out of Slack's way to write it: names, links and the three escaped signs become plain text. */
export function plainMessage(written: string): string {
  return written
    .replaceAll(/<([^<>]+)>/g, (_, reference: string) => plainReference(reference))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

function plainReference(reference: string): string {
  for (const [form, plain] of references) {
    const found = form.exec(reference);
    if (found !== null) return plain(found);
  }
  return reference;
}
