import { canonicalJson, digestOfText } from './canonical.ts';
import type { Entry } from './entry.ts';
import type { Digest, IncidentId } from './ids.ts';

/** One entry as it is stored: the very texts that its digest covers. */
export interface Link {
  readonly n: number;
  readonly recordedAt: string;
  readonly occurredAt: string;
  /** Canonical JSON (RFC 8785) of who did it. */
  readonly by: string;
  /** Canonical JSON (RFC 8785) of what happened. */
  readonly body: string;
  readonly previous: string | null;
  readonly digest: string;
}

export type ChainVerdict =
  | { readonly kind: 'intact'; readonly entries: number; readonly digest: string | null }
  | { readonly kind: 'broken'; readonly n: number; readonly say: string };

/**
 * The text whose SHA-256 is an entry's digest: eight lines, joined by newlines, none at the end.
 *
 * ```
 * recourse entry 1          the form
 * 5f2c…                     digest of the entry before, or - for the first
 * INC-7                     incident
 * 12                        number
 * 2026-11-21T11:34:00.000Z  recorded, by the store's clock, UTC
 * 2026-11-21T11:30:00.000Z  occurred, UTC
 * {"kind":"bot"}            who
 * {"kind":"note-added",…}   what
 * ```
 */
export function linkText(id: IncidentId, link: Omit<Link, 'digest'>): string {
  const { n, recordedAt, occurredAt, by, body, previous } = link;
  return ['recourse entry 1', previous ?? '-', id, n, recordedAt, occurredAt, by, body].join('\n');
}

export function linkDigest(id: IncidentId, link: Omit<Link, 'digest'>): Digest {
  return digestOfText(linkText(id, link));
}

/** The texts of an entry that was read, for whoever has entries but not their texts. */
export function linkOf(entry: Entry): Link {
  return { ...entry, by: canonicalJson(entry.by), body: canonicalJson(entry.body) };
}

/**
 * Recomputes a whole journal. It proves that no entry was changed, dropped or put in between after it was written; and,
 * with the `head` that the store remembers (or that a message in Slack showed), that none was cut off the end.
 * It cannot prove that whoever owns the database did not compute the whole chain anew.
 */
export function verifyChain(
  id: IncidentId,
  links: readonly Link[],
  head?: { readonly n: number; readonly digest: string },
): ChainVerdict {
  let before: Link | null = null;
  for (const link of links) {
    const n: number = (before?.n ?? 0) + 1;
    const say = faultOf(id, link, n, before);
    if (say !== null) return { kind: 'broken', n, say };
    before = link;
  }
  if (head !== undefined && (before?.n !== head.n || before.digest !== head.digest)) {
    return {
      kind: 'broken',
      n: before?.n ?? 0,
      say: `the journal ends at entry ${before?.n ?? 0}, but its head is entry ${head.n} (${head.digest.slice(0, 12)})`,
    };
  }
  return { kind: 'intact', entries: links.length, digest: before?.digest ?? null };
}

/** A head as it was shown in Slack: `14:5f2c…`, the number of an entry and at least twelve characters of its digest. */
export interface ShownHead {
  readonly n: number;
  readonly digest: string;
}

/** Null where the text is none. */
export function readShownHead(text: string): ShownHead | null {
  const [, n, digest] = /^([1-9][0-9]*):([0-9a-f]{12,64})$/.exec(text.trim()) ?? [];
  return n === undefined || digest === undefined ? null : { n: Number(n), digest };
}

/**
 * Compares a whole chain with heads that were shown elsewhere at the time. One that agrees proves everything up to it, whoever
 * owns the database: to change an earlier entry is to change every digest after it.
 *
 * @returns the heads that do not agree, and the highest entry that is proved from outside
 */
export function compareHeads(
  links: readonly Link[],
  heads: readonly ShownHead[],
): { readonly differ: readonly ShownHead[]; readonly provedUpTo: number } {
  const agrees = ({ n, digest }: ShownHead) => links[n - 1]?.digest.startsWith(digest) === true;
  return {
    differ: heads.filter((head) => !agrees(head)),
    provedUpTo: Math.max(0, ...heads.filter(agrees).map(({ n }) => n)),
  };
}

function faultOf(id: IncidentId, link: Link, n: number, before: Link | null): string | null {
  if (link.n !== n) return `entry ${n} is missing: entry ${link.n} stands in its place`;
  if (link.previous !== (before?.digest ?? null)) return `entry ${n} does not follow from entry ${n - 1}`;
  if (linkDigest(id, link) !== link.digest) return `entry ${n} was changed after it was written`;
  return null;
}
