import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';

/** What one word after a slash command does. `rest` is what stands behind it, trimmed. */
export type Verb = (desk: Desk, heard: Heard, rest: string) => Promise<void>;

/** The first word in lower case, and the rest as written. */
export function takeWord(text: string): { readonly word: string; readonly rest: string } {
  const trimmed = text.trim();
  const [first = ''] = trimmed.split(/\s+/, 1);
  return { word: first.toLowerCase(), rest: trimmed.slice(first.length).trim() };
}
