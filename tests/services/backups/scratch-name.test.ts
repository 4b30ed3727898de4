import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fence } from '../../../src/domain/ids.ts';
import { isScratchName, scratchName, scratchPrefix } from '../../../src/services/backups/scratch-name.ts';

const fence = (n: number) => Fence.parse(n);

describe('a scratch database’s name', () => {
  test('reads as production, run and fence', () => {
    expect(scratchName('app', { run: 'INC-7', fence: fence(3) })).toBe('app_scratch_inc_7_f3');
  });

  test('fits PostgreSQL’s 63 bytes, tells runs and fences apart, and is known again, whatever the names', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 63, unit: 'grapheme' })
      .filter((text) => Buffer.byteLength(text) <= 63);
    const number = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(name, number, number, number, (production, incident, other, n) => {
        const tag = { run: `INC-${incident}`, fence: fence(n) };
        const made = scratchName(production, tag);
        expect(Buffer.byteLength(made)).toBeLessThanOrEqual(63);
        expect(isScratchName(production, made)).toBe(true);
        expect(made.startsWith(scratchPrefix(production, tag.run))).toBe(true);
        expect(made.startsWith(scratchPrefix(production, `INC-${other}`))).toBe(incident === other);
      }),
    );
  });

  test.each(['app', 'app_scratch', 'app_scratch_inc_7', 'app_kept_20261121', 'other_scratch_inc_7_f1', 'postgres', ''])(
    'is not %s',
    (name) => expect(isScratchName('app', name)).toBe(false),
  );
});
