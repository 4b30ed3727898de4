import { describe, expect, test } from 'vitest';
import { chooseEntries } from '../../../src/adapters/pgtools/archive-list.ts';
import type { BeyondOurRights } from '../../../src/ports/archives.ts';

const list = `;
; Archive created at 2026-11-21 12:00:00 UTC
2; 3079 16386 EXTENSION - citext ${''}
3421; 0 0 COMMENT - EXTENSION citext ${''}
3; 3079 16491 EXTENSION - pg_stat_statements ${''}
3422; 0 0 COMMENT - EXTENSION pg_stat_statements ${''}
220; 1259 16400 TABLE public users shop_owner
221; 1259 16410 TABLE audit EVENT TRIGGER billing
3300; 0 16400 TABLE DATA public users shop_owner
3500; 3466 16500 EVENT TRIGGER - watching postgres
3501; 0 0 COMMENT - EVENT TRIGGER watching postgres
3600; 6100 16600 SUBSCRIPTION - upstream shop_owner
`;
const nothing: BeyondOurRights = { extensions: [], eventTriggers: false, notOurs: [], missing: [] };

function kept(beyond: Partial<BeyondOurRights>): string[] | null {
  return chooseEntries(list, { ...nothing, ...beyond }).keep?.map((line) => line.split(';')[0] ?? '') ?? null;
}

describe('what is restored of an archive', () => {
  test('is all of it, in the archive’s own order, but never a subscription', () => {
    const choice = chooseEntries(list, nothing);
    expect(choice).toMatchObject({ withOwners: true, withRights: true, entries: 10 });
    expect(choice.leftOut).toEqual(['Subscriptions were left out: a copy must not take part in replication.']);
    const plain = list
      .split('\n')
      .filter((line) => !line.includes('SUBSCRIPTION'))
      .join('\n');
    expect(chooseEntries(plain, nothing).keep).toBeNull();
  });

  test('is without what only a superuser can make, and without what was said of it', () => {
    expect(kept({ extensions: ['pg_stat_statements'], eventTriggers: true })).toEqual([
      '2',
      '3421',
      '220',
      '221',
      '3300',
    ]);
  });

  test('is a table even where its name looks like another kind of thing', () => {
    expect(kept({ eventTriggers: true })).toContain('221');
  });

  test('is without owners where one of them is a role that we may not act as', () => {
    const choice = chooseEntries(list, { ...nothing, notOurs: ['reader'] });
    expect(choice).toMatchObject({ withOwners: true, withRights: true });
    const foreign = chooseEntries(list, { ...nothing, notOurs: ['postgres', 'reader'] });
    expect(foreign).toMatchObject({ withOwners: false, withRights: true });
    expect(foreign.leftOut).toContain('Owners were left out, because our role may not act as postgres.');
    expect(chooseEntries(list, { ...nothing, missing: ['gone'] })).toMatchObject({
      withOwners: false,
      withRights: false,
    });
  });
});
