import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fence } from '../../../src/domain/ids.ts';
import { isOfRun, isScratchName, scratchName } from '../../../src/services/backups/scratch-name.ts';

const fence = (n: number) => Fence.parse(n);

describe('a scratch database’s name', () => {
  test('reads as production, run, store and fence', () => {
    expect(scratchName('app', { run: 'INC-7', home: '1a2b3c4d', fence: fence(3) })).toBe(
      'app_scratch_inc_7_1a2b3c4d_f3',
    );
    expect(scratchName('app', { run: 'INC-7', fence: fence(3) })).toBe('app_scratch_inc_7_f3');
  });

  test('is another store’s where that has an incident of the same number', () => {
    const theirs = scratchName('app', { run: 'INC-7', home: 'f1234567', fence: fence(3) });
    expect(isOfRun('app', { run: 'INC-7', home: 'f1234567' }, theirs)).toBe(true);
    expect(isOfRun('app', { run: 'INC-7', home: '1a2b3c4d' }, theirs)).toBe(false);
    expect(isOfRun('app', { run: 'INC-7', home: undefined }, theirs)).toBe(false);
  });

  test('fits PostgreSQL’s 63 bytes, tells runs and fences apart, and is known again, whatever the names', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 63, unit: 'grapheme' })
      .filter((text) => Buffer.byteLength(text) <= 63);
    const number = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(
        name,
        number,
        number,
        number,
        fc.constantFrom('f1234567', undefined),
        (production, incident, other, n, home) => {
          const tag = { run: `INC-${incident}`, home, fence: fence(n) };
          const made = scratchName(production, tag);
          expect(Buffer.byteLength(made)).toBeLessThanOrEqual(63);
          expect(isScratchName(production, made)).toBe(true);
          expect(isOfRun(production, tag, made)).toBe(true);
          expect(isOfRun(production, { run: `INC-${other}`, home }, made)).toBe(incident === other);
        },
      ),
    );
  });

  test.each(['app', 'app_scratch', 'app_scratch_inc_7', 'app_kept_20261121', 'other_scratch_inc_7_f1', 'postgres', ''])(
    'is not %s',
    (name) => expect(isScratchName('app', name)).toBe(false),
  );
});
