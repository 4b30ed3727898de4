import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BackupId } from '../../src/domain/ids.ts';
import { type Keepable, staysReady } from '../../src/plan/ready-copies.ts';

const copy = (day: number, bytes: number): Keepable => ({
  backup: BackupId.parse(`202611${String(day).padStart(2, '0')}T021500Z-nightly-4f1c9a02`),
  bytes,
});
const all = [copy(19, 40), copy(21, 50), copy(20, 60)];
const newestFirst = (copies: readonly Keepable[]) =>
  copies
    .map(({ backup }) => backup)
    .sort()
    .reverse();
const good = newestFirst(all);
const days = (stays: ReadonlySet<BackupId>) => [...stays].map((id) => Number(id.slice(6, 8)));

test.each([
  ['the newest one', { keep: 1, budgetBytes: 1_000 }, [21]],
  ['as many as allowed, newest first', { keep: 2, budgetBytes: 1_000 }, [21, 20]],
  ['none', { keep: 0, budgetBytes: 1_000 }, []],
  ['what fits, passing over what does not', { keep: 3, budgetBytes: 95 }, [21, 19]],
  ['none where all are too large', { keep: 3, budgetBytes: 10 }, []],
] as const)('keeps ready: %s', (_, allowance, stay) => expect(days(staysReady(all, allowance, good))).toEqual(stay));

test('a copy whose backup is gone takes nobody’s place', () => {
  const left = good.filter((id) => id !== all[1]?.backup);
  expect(days(staysReady(all, { keep: 1, budgetBytes: 1_000 }, left))).toEqual([20]);
});

test('never more than allowed, in number or in bytes, whatever there is', () => {
  const copies = fc.array(fc.record({ day: fc.integer({ min: 1, max: 28 }), bytes: fc.nat(1_000) }), { maxLength: 9 });
  fc.assert(
    fc.property(copies, fc.nat(5), fc.nat(2_000), (given, keep, budgetBytes) => {
      const unique = [...new Map(given.map((each) => [each.day, copy(each.day, each.bytes)])).values()];
      const stays = staysReady(unique, { keep, budgetBytes }, newestFirst(unique));
      const bytes = unique.filter(({ backup }) => stays.has(backup)).reduce((sum, each) => sum + each.bytes, 0);
      expect(stays.size).toBeLessThanOrEqual(keep);
      expect(bytes).toBeLessThanOrEqual(budgetBytes);
    }),
  );
});
