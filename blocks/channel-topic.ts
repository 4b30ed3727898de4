import type { CardFacts } from '../src/domain/card.ts';
import { limits } from './limits.ts';
import { zoned } from './words/times.ts';

/** What we put behind a channel's topic begins with this, so that it can be found and taken away again. */
const mark = ' · 🚨 ';
const anyOfOurs = / ?· 🚨 INC-[0-9]+: (?:decide by|the time to decide ended at) [^·]*$/u;

/**
 * The topic that a channel should have: its own, and behind it the absolute end of each decision window while a decision
 * is awaited (S9). A channel's own topic is never lost: what is ours is told by its mark and cut off again, and where two
 * services share a channel each incident touches only its own words.
 */
export function topicFor(current: string, facts: CardFacts): string {
  const { own, tails } = taken(current);
  const mine = `${mark}${facts.incident.id}: `;
  const others = tails.filter((tail) => !tail.startsWith(mine));
  const told = deadline(facts);
  const behind = [...others, ...(told === null ? [] : [`${mine}${told}`])].join('');
  return `${own.slice(0, Math.max(0, limits.topic - behind.length))}${behind}`;
}

/** A topic in its parts, each of ours with its mark. */
function taken(topic: string): { readonly own: string; readonly tails: readonly string[] } {
  const tails: string[] = [];
  let own = topic;
  for (let found = anyOfOurs.exec(own); found !== null; found = anyOfOurs.exec(own)) {
    tails.unshift(`${mark}${found[0].replace(/^ ?· 🚨 /u, '').trimEnd()}`);
    own = own.slice(0, found.index);
  }
  return { own, tails };
}

function deadline({ incident, window, service }: CardFacts): string | null {
  if (incident.phase !== 'preparing' && incident.phase !== 'deciding') return null;
  const closes = zoned(window.closesAt, 'time', service.timeZone);
  return window.standing === 'lapsed' ? `the time to decide ended at ${closes}` : `decide by ${closes}`;
}
