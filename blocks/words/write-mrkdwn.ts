import { escapeMrkdwn } from '../escape.ts';
import { isAddress, linkAsText } from './link.ts';
import type { Phrase, Span } from './phrase.ts';
import { type Reader, shownName } from './reader.ts';
import { slackDate } from './times.ts';

/** Writes a phrase as Slack's mrkdwn. */
export function writeMrkdwn(phrase: Phrase, reader: Reader): string {
  return phrase.map((span) => writeSpan(span, reader)).join('');
}

/** One span as mrkdwn. */
export function writeSpan(span: Span, reader: Reader): string {
  switch (span.kind) {
    case 'text':
      return escapeMrkdwn(span.text);
    case 'strong':
      return span.text === '' ? '' : `*${escapeMrkdwn(span.text.replaceAll('*', '∗').replaceAll(/\s+/g, ' '))}*`;
    case 'code':
      return span.text === '' ? '' : `\`${escapeMrkdwn(span.text.replaceAll('`', 'ˋ').replaceAll(/\s+/g, ' '))}\``;
    case 'person': {
      const name = shownName(reader, span.id);
      return name === null ? `<@${span.id}>` : escapeMrkdwn(name);
    }
    case 'call':
      return `<@${span.id}>`;
    case 'channel':
      return `<#${span.id}>`;
    case 'link':
      return isAddress(span.url)
        ? `<${escapeMrkdwn(span.url)}|${escapeMrkdwn(span.title.replaceAll('|', '∣'))}>`
        : escapeMrkdwn(linkAsText(span));
    case 'instant':
      return slackDate(span.at, span.form);
  }
}
