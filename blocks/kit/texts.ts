import type {
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  MrkdwnElement,
  PlainTextElement,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { cutPhrase, cutText, lastOf } from '../cut.ts';
import { limits } from '../limits.ts';
import { join, type Phrase } from '../words/phrase.ts';
import type { Reader } from '../words/reader.ts';
import { writeMrkdwn } from '../words/write-mrkdwn.ts';

/** How phrases are put into blocks: for whom, and where what is cut off can be read. */
export interface Page {
  readonly reader: Reader;
  readonly where: string;
}

/** Plain text without colon emoji, cut to `most`. Slack refuses empty text, so nothing becomes a dash. */
export function plain(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: text.trim() === '' ? '–' : cutText(text, most), emoji: false };
}

/** `verbatim`: Slack must not look for names, channels or links in text that we did not write as such. */
export function mrkdwn(phrase: Phrase, page: Page, most: number = limits.sectionText): MrkdwnElement {
  const text = writeMrkdwn(cutPhrase(phrase, most, page.reader, page.where), page.reader);
  return { type: 'mrkdwn', text: text.trim() === '' ? '–' : text, verbatim: true };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plain(text, limits.headerText) };
}

export function section(phrase: Phrase, page: Page): SectionBlock {
  return { type: 'section', text: mrkdwn(phrase, page), expand: true };
}

/** Lines below each other, the first one usually a title. */
export function lines(phrases: readonly Phrase[], page: Page): SectionBlock {
  return section(join(phrases, '\n'), page);
}

/** Two columns of short facts; ten at most. */
export function fields(phrases: readonly Phrase[], page: Page): SectionBlock {
  return { type: 'section', fields: phrases.slice(0, 10).map((phrase) => mrkdwn(phrase, page, limits.fieldText)) };
}

export function context(phrase: Phrase, page: Page): ContextBlock {
  return { type: 'context', elements: [mrkdwn(phrase, page, limits.contextText)] };
}

export const divider: DividerBlock = { type: 'divider' };

/** Output of programs, as it came, in a monospaced box that Slack does not read for markup. The end is kept. */
export function output(text: string, most = 1_500): RichTextBlock {
  const shown = text.trim() === '' ? '(no output)' : lastOf(text, most);
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown }] }],
  };
}
