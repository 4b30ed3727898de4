import { cutBetweenSigns } from './kept-text.ts';
import type { StrikeSecrets } from './redaction.ts';

/** Where people and programs write as they like. What is compared or hashed later stands under other names. */
const freeTexts: ReadonlySet<string> = new Set([
  ...['why', 'say', 'hint', 'how', 'text', 'note', 'reason', 'reversedBy', 'title', 'subject', 'summary', 'details'],
  ...['seen', 'errorOutput', 'migration', 'commit', 'correlationIds', 'rootCause', 'wentWell', 'wentBadly', 'name'],
]);

/** What the bot made itself, out of what its adapters struck already: votes and checks rest on every letter of it. */
const ownWork: ReadonlySet<string> = new Set([
  'proposed',
  'intent',
  'outcome',
  'choice',
  'replaced',
  'during',
  'report',
]);

/** The narrowest field of free text holds so many characters, so a struck text fits wherever it stood. */
const FITS_EVERYWHERE = 80;

/** The same value, with every known secret struck out of its free texts (I8). */
export function strikeFreeTexts<Value>(value: Value, strike: StrikeSecrets): Value {
  return struckIn(value, strike) as Value;
}

function struckIn(value: unknown, strike: StrikeSecrets): unknown {
  if (Array.isArray(value)) return value.map((each) => struckIn(each, strike));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (ownWork.has(name)) return [name, inner];
      return [name, freeTexts.has(name) ? struckText(inner, strike) : struckIn(inner, strike)];
    }),
  );
}

function struckText(value: unknown, strike: StrikeSecrets): unknown {
  if (Array.isArray(value)) return value.map((each) => struckText(each, strike));
  return typeof value === 'string' ? fitting(strike(value), value.length) : struckIn(value, strike);
}

/** A mark may be longer than the secret that it stands for, and what does not fit its field could never be read again. */
function fitting(struck: string, before: number): string {
  return cutBetweenSigns(struck, Math.max(before, FITS_EVERYWHERE));
}
