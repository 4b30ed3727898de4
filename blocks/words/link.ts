import type { Span } from './phrase.ts';

/** An address that can stand in a link as it is: nothing in it could end the link early or begin another. */
export function isAddress(url: string): boolean {
  return /^https?:\/\/[^\s<>|()\\"'`]+$/.test(url);
}

/** A link for readers who cannot press it. */
export function linkAsText({ url, title }: Extract<Span, { readonly kind: 'link' }>): string {
  return title === url || title === '' ? url : `${title} (${url})`;
}
