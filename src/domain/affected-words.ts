import { type AffectedRows, SHOWN_IDS } from './switches.ts';

const count = (number: number) => number.toLocaleString('en-US');

/** `37 rows failed; correlation ids: a1, b2 … and 35 more`. Control characters are nobody's to read. */
export function affectedWords({ ids, total }: AffectedRows): string {
  const shown = ids.slice(0, SHOWN_IDS).map(shownId);
  const more = total - shown.length;
  const rest = more > 0 ? `, and ${count(more)} more` : '';
  const named = shown.length === 0 ? 'none of them names its request' : `correlation ids: ${shown.join(', ')}${rest}`;
  return `${count(total)} ${total === 1 ? 'row' : 'rows'} failed; ${named}`;
}

/** An id as people see it: on one line, and no longer than ids of requests are. */
export function shownId(id: string): string {
  return id.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 64);
}
