import { describe, expect, test } from 'vitest';
import { compareHeads, linkDigest, linkOf, readShownHead, verifyChain } from '../../src/domain/chain.ts';
import { readJournal } from '../support/journals/read-journal.ts';

const { incident, entries } = readJournal('promptrefine-restore');
const links = entries.map(linkOf);
const shown = (n: number) => ({ n, digest: entries[n - 1]?.digest.slice(0, 12) ?? '' });

describe('heads that Slack showed at each turn', () => {
  test('prove everything up to the last one that agrees', () => {
    expect(verifyChain(incident.id, links)).toMatchObject({ kind: 'intact' });
    expect(compareHeads(links, [shown(1), shown(18)])).toEqual({ differ: [], provedUpTo: 18 });
  });

  test('uncover an owner of the database who computed the whole chain anew', () => {
    let previous: string | null = null;
    const forged = links.map((link) => {
      const body = link.n === 18 ? link.body.replace('approve', 'refuse') : link.body;
      const digest = linkDigest(incident.id, { ...link, body, previous });
      previous = digest;
      return { ...link, body, previous: link.n === 1 ? null : link.previous, digest };
    });
    const whole = forged.map((link, at) => ({ ...link, previous: forged[at - 1]?.digest ?? null }));
    expect(verifyChain(incident.id, whole), 'by itself it looks whole').toMatchObject({ kind: 'intact' });
    expect(compareHeads(whole, [shown(14), shown(18), shown(39)])).toEqual({
      differ: [shown(18), shown(39)],
      provedUpTo: 14,
    });
  });

  test.each(['18', '18:5f2c', '0:5f2c09ab1e77', '18:5F2C09AB1E77', 'x:5f2c09ab1e77'])('%s is none', (text) => {
    expect(readShownHead(text)).toBeNull();
  });
});
