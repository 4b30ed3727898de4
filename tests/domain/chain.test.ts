import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Link, linkDigest, linkText, verifyChain } from '../../src/domain/chain.ts';
import { IncidentId } from '../../src/domain/ids.ts';

const id = IncidentId.parse('INC-7');
const at = '2026-11-21T11:34:00.000Z';

/** A journal of notes, chained as the store does it. */
function chainOf(texts: readonly string[]): Link[] {
  const links: Link[] = [];
  for (const text of texts) {
    const n = links.length + 1;
    const body = JSON.stringify({ kind: 'note-added', text });
    const link = {
      n,
      recordedAt: at,
      occurredAt: at,
      by: '{"kind":"bot"}',
      body,
      previous: links.at(-1)?.digest ?? null,
    };
    links.push({ ...link, digest: linkDigest(id, link) });
  }
  return links;
}

const three = chainOf(['one', 'two', 'three']);
const [one, two, last] = three as [Link, Link, Link];
const head = { n: 3, digest: last.digest };

describe('the chain of a journal', () => {
  test('is eight lines and SHA-256, which anybody can compute', () => {
    const lines = ['recourse entry 1', one.digest, 'INC-7', '2', at, at, '{"kind":"bot"}', two.body];
    expect(linkText(id, two)).toBe(lines.join('\n'));
    expect(two.digest).toBe(createHash('sha256').update(lines.join('\n')).digest('hex'));
    expect(linkText(id, one).split('\n')[1]).toBe('-');
  });

  test('that nobody touched is intact', () => {
    expect(verifyChain(id, three, head)).toEqual({ kind: 'intact', entries: 3, digest: last.digest });
    expect(verifyChain(id, [])).toEqual({ kind: 'intact', entries: 0, digest: null });
  });

  test.each<[string, readonly Link[], number, string]>([
    ['a text was changed', [one, { ...two, body: two.body.replace('two', 'too') }, last], 2, 'was changed'],
    ['a name was changed', [one, { ...two, by: '{"id":"U0OTHER","kind":"person"}' }, last], 2, 'was changed'],
    ['a time was changed', [one, two, { ...last, occurredAt: '2026-11-21T11:00:00.000Z' }], 3, 'was changed'],
    ['an entry is missing', [one, last], 2, 'is missing'],
    ['the first is missing', [two, last], 1, 'is missing'],
    ['two stand the other way round', [two, one, last], 1, 'is missing'],
    [
      'an entry was put in',
      [one, ...chainOf(['one', 'new']).slice(1), { ...two, n: 3 }, { ...last, n: 4 }],
      3,
      'follow',
    ],
    ['the end was cut off', [one, two], 2, 'ends at entry 2'],
    ['all was cut off', [], 0, 'ends at entry 0'],
  ])('is broken where %s', (_, links, n, say) => {
    expect(verifyChain(id, links, head)).toEqual({ kind: 'broken', n, say: expect.stringContaining(say) });
  });

  test('of one incident does not pass for that of another', () => {
    expect(verifyChain(IncidentId.parse('INC-8'), three).kind).toBe('broken');
  });
});
