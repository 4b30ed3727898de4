import { describe, expect, test } from 'vitest';
import { Digest, PersonId } from '../../../src/domain/ids.ts';
import { freshStore, homes } from './homes.ts';

const dana = PersonId.parse('U0DANA');
const look = Digest.parse('a'.repeat(64));

describe.each(homes)('opened Home tabs in a store (%s)', (home) => {
  const store = freshStore(home);

  test('are left to whoever shows them, then claimed by one replica at a time, with the look that was shown', async () => {
    const { homeTabs: tabs } = store();
    await tabs.opened(dana, 2);
    expect(await tabs.claim(10)).toEqual([]);
    await tabs.shown(dana, { look, hash: '1.a' });
    const claimed = await Promise.all([tabs.claim(10), tabs.claim(10), tabs.claim(10)]);
    expect(claimed.flat()).toEqual([{ person: dana, page: 2, look, hash: '1.a', isOld: false }]);
    await tabs.release(dana);
    expect(await tabs.claim(10)).toHaveLength(1);
    await tabs.opened(dana, 1);
    await tabs.shown(dana, { look: null, hash: null });
    expect(await tabs.claim(10)).toMatchObject([{ page: 1, look: null, hash: null }]);
  });

  test('are bounded: whoever opened it before the newest five hundred is forgotten', async () => {
    const { homeTabs: tabs } = store();
    for (let n = 0; n < 560; n += 1) {
      const person = PersonId.parse(`U0P${n}`);
      await tabs.opened(person, 1);
      await tabs.shown(person, { look, hash: null });
    }
    const kept = await tabs.claim(2_000);
    expect(kept.length).toBeLessThanOrEqual(501);
    expect(kept.map(({ person }) => person)).toContain('U0P559');
    expect(kept.map(({ person }) => person)).not.toContain('U0P0');
  });
});
