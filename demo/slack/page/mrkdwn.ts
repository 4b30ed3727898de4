/** One piece of formatted text. */
export type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'bold' | 'italic' | 'strike' | 'quote' | 'bullet'; readonly children: readonly Node[] }
  | { readonly type: 'code' | 'pre'; readonly text: string }
  | { readonly type: 'user' | 'channel' | 'usergroup'; readonly id: string; readonly label?: string }
  | { readonly type: 'broadcast'; readonly range: string }
  | {
      readonly type: 'date';
      readonly epoch: number;
      readonly format: string;
      readonly fallback: string;
      readonly url?: string;
    }
  | { readonly type: 'link'; readonly url: string; readonly label: string }
  | { readonly type: 'emoji'; readonly name: string }
  | { readonly type: 'break' };

/** Undoes Slack's escaping of the three characters. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Reads Slack's mrkdwn: fenced code, quotes, bullets, and the inline marks within. */
export function parseMrkdwn(source: string): Node[] {
  const parts = source.split('```');
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [{ type: 'pre' as const, text: unescapeText(part.replace(/^\n|\n$/g, '')) }];
    // The line ends around a fence belong to the fence.
    const after = index > 0 ? part.replace(/^\n/, '') : part;
    return parseLines(index < parts.length - 1 ? after.replace(/\n$/, '') : after);
  });
}

function parseLines(source: string): Node[] {
  const nodes: Node[] = [];
  const lines = source === '' ? [] : source.split('\n');
  for (const [index, line] of lines.entries()) {
    const last = nodes.at(-1);
    const set = blockLine(line);
    if (set === undefined) {
      const follows = last !== undefined && last.type !== 'quote' && last.type !== 'bullet' && index > 0;
      if (follows) nodes.push({ type: 'break' });
      nodes.push(...parseInline(line));
    } else if (set.type === 'quote' && last?.type === 'quote') {
      nodes[nodes.length - 1] = { type: 'quote', children: [...last.children, { type: 'break' }, ...set.children] };
    } else nodes.push(set);
  }
  return nodes;
}

function blockLine(line: string): { type: 'quote' | 'bullet'; children: Node[] } | undefined {
  const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
  if (quoted !== null) return { type: 'quote', children: parseInline(quoted[1] ?? '') };
  const bullet = /^ *(?:•|◦) +(.*)$/.exec(line);
  return bullet === null ? undefined : { type: 'bullet', children: parseInline(bullet[1] ?? '') };
}

interface Rule {
  readonly pattern: RegExp;
  readonly make: (match: RegExpExecArray) => Node;
}

const marked = (mark: string) => new RegExp(`(?<![\\w${mark}])${mark}(?=\\S)([^\\n]*?\\S)${mark}(?![\\w${mark}])`);

/** The inline marks; of several that match, the leftmost wins, then the first in this list. */
const rules: readonly Rule[] = [
  { pattern: /`([^`\n]+)`/, make: (match) => ({ type: 'code', text: unescapeText(match[1] ?? '') }) },
  { pattern: /<([^<>\n]+)>/, make: (match) => parseAngle(match[1] ?? '') },
  { pattern: /:([a-z0-9_+-]+(?:::skin-tone-\d)?):/, make: (match) => ({ type: 'emoji', name: match[1] ?? '' }) },
  { pattern: marked('\\*'), make: (match) => ({ type: 'bold', children: parseInline(match[1] ?? '') }) },
  { pattern: marked('_'), make: (match) => ({ type: 'italic', children: parseInline(match[1] ?? '') }) },
  { pattern: marked('~'), make: (match) => ({ type: 'strike', children: parseInline(match[1] ?? '') }) },
];

/** Reads the inline marks of one line. */
export function parseInline(source: string): Node[] {
  const found = rules
    .map((each) => ({ rule: each, match: each.pattern.exec(source) }))
    .filter((each) => each.match !== null)
    .sort((one, other) => (one.match?.index ?? 0) - (other.match?.index ?? 0))[0];
  if (found?.match === undefined || found.match === null) return textNodes(source);
  const { rule, match } = found;
  const after = source.slice(match.index + match[0].length);
  return [...textNodes(source.slice(0, match.index)), rule.make(match), ...parseInline(after)];
}

function textNodes(text: string): Node[] {
  return text === '' ? [] : [{ type: 'text', text: unescapeText(text) }];
}

/** What stands between angle brackets: a mention, a date or a link. */
function parseAngle(inner: string): Node {
  const [target = '', label] = inner.split(/\|(.*)/s);
  const named = label === undefined ? {} : { label: unescapeText(label) };
  if (target.startsWith('@')) return { type: 'user', id: target.slice(1), ...named };
  if (target.startsWith('#')) return { type: 'channel', id: target.slice(1), ...named };
  if (target.startsWith('!subteam^')) return { type: 'usergroup', id: target.slice('!subteam^'.length), ...named };
  if (target.startsWith('!date^')) return parseDate(target, unescapeText(label ?? ''));
  if (target.startsWith('!')) return { type: 'broadcast', range: target.slice(1) };
  const url = unescapeText(target);
  return /^(https?:|mailto:)/.test(url)
    ? { type: 'link', url, label: unescapeText(label ?? target) }
    : { type: 'text', text: `<${unescapeText(inner)}>` };
}

function parseDate(target: string, fallback: string): Node {
  const [, epoch = '', format = '', url] = target.split('^');
  return { type: 'date', epoch: Number(epoch), format, fallback, ...(url === undefined ? {} : { url }) };
}
