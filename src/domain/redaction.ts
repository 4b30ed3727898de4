import type { Secret } from './secret.ts';

/** Returns the text with every known secret replaced by `«secret»`. */
export type StrikeSecrets = (text: string) => string;

const struck = '«secret»';

/** Shorter values are words that stand everywhere; striking them would make every log unreadable and hide nothing. */
const shortestSecret = 4;

/** What gives itself away by its form, known to us or not: URL passwords, Slack tokens, age identities, bearer tokens. */
const telltales: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+(@)/gi, `$1${struck}$2`],
  [/\bxox[a-z]-[\w-]{8,}/gi, struck],
  [/\bxapp-[\w-]{8,}/gi, struck],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]+/gi, struck],
  [/(\bBearer )[\w.~+/-]{8,}=*/gi, `$1${struck}`],
];

/**
 * Builds the one function through which everything passes that is logged, posted or shown (I8). A URL's password is a
 * secret of its own, and each secret is also known in the forms in which it travels: percent-encoded and inside JSON.
 */
export function makeStriker(secrets: readonly Secret[]): StrikeSecrets {
  const forms = [...new Set(secrets.flatMap((secret) => formsOf(secret.reveal())))];
  const known = forms.filter((form) => form.length >= shortestSecret).sort((a, b) => b.length - a.length);
  const pattern = known.length === 0 ? null : new RegExp(known.map(escapePattern).join('|'), 'g');
  return (text) => {
    const without = pattern === null ? text : text.replace(pattern, struck);
    return telltales.reduce((seen, [form, instead]) => seen.replace(form, instead), without);
  };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function formsOf(value: string): string[] {
  return [value, ...partsOf(value)].flatMap((form) => [
    form,
    encodeURIComponent(form),
    JSON.stringify(form).slice(1, -1),
  ]);
}

/** What of an address is secret by itself: its password, and the long words of a webhook's path and query. */
function partsOf(value: string): string[] {
  const url = URL.parse(value);
  if (url === null) return [];
  const passwords = url.password === '' ? [] : [url.password, decoded(url.password)];
  const isWebhook = url.protocol === 'https:' || url.protocol === 'http:';
  const words = isWebhook ? (url.pathname + url.search).split(/[/?&=]/).filter((word) => word.length >= 12) : [];
  return [...passwords, ...words];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: there is no other form
  }
}
