import type { KnownBlock } from '@slack/types';
import { cutText } from '../cut.ts';
import { escapeMrkdwn } from '../escape.ts';
import { limits } from '../limits.ts';
import type { Phrase } from '../words/phrase.ts';
import { writePlain } from '../words/write-plain.ts';
import type { Page } from './texts.ts';

/** A message as Block Kit, with the whole of it as text for screen readers and notifications. */
export interface Drawn {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Puts a message together. `spoken` is read out line by line where blocks are not: it must carry the whole decision. */
export function draw(page: Page, spoken: readonly Phrase[], blocks: readonly (KnownBlock | null)[]): Drawn {
  const drawn = blocks.filter((block) => block !== null);
  return { text: spokenText(page, spoken), blocks: drawn.slice(0, limits.messageBlocks) };
}

/** Escapes after cutting, and cuts so that the escaped text still fits. People who are called are called here too. */
function spokenText(page: Page, spoken: readonly Phrase[]): string {
  const calls = [...new Set(spoken.flat().flatMap((span) => (span.kind === 'call' ? [`<@${span.id}>`] : [])))];
  const prefix = calls.length === 0 ? '' : `${calls.join(' ')} `;
  const whole = spoken.map((phrase) => writePlain(phrase, page.reader)).join('\n');
  return prefix + escapedWithin(whole, limits.text - prefix.length, page.where);
}

/** Escaping makes `&` five characters long: the raw text is cut until what it becomes fits. */
function escapedWithin(whole: string, most: number, where: string): string {
  let room = most;
  let escaped = escapeMrkdwn(cutText(whole, room, where));
  while (escaped.length > most) {
    room -= Math.ceil((escaped.length - most) / 5);
    escaped = escapeMrkdwn(cutText(whole, room, where));
  }
  return escaped;
}
