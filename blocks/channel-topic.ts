import type { CardFacts } from '../src/domain/card.ts';
import { limits } from './limits.ts';
import { zoned } from './words/times.ts';

/** What we put behind a channel's topic begins with this, so that it can be found and taken away again. */
const mark = ' · 🚨 INC-';
const ours = / ?· 🚨 INC-[0-9]+: .*$/su;

/**
 * The topic that a channel should have: its own, and behind it the absolute end of the decision window while a decision
 * is awaited (S9). A channel's own topic is never lost: what is ours is told by its mark and cut off again.
 */
export function topicFor(current: string, facts: CardFacts): string {
  const own = current.replace(ours, '');
  const told = deadline(facts);
  if (told === null) return own;
  const tail = `${mark}${facts.incident.id.slice('INC-'.length)}: ${told}`;
  return `${own.slice(0, limits.topic - tail.length)}${tail}`;
}

function deadline({ incident, window, service }: CardFacts): string | null {
  if (incident.phase !== 'preparing' && incident.phase !== 'deciding') return null;
  const closes = zoned(window.closesAt, 'time', service.timeZone);
  return window.standing === 'lapsed' ? `the time to decide ended at ${closes}` : `decide by ${closes}`;
}
