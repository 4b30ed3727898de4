import { describe, expect, test } from 'vitest';
import { withoutDecoration } from '../../../src/adapters/postgres/catalogue.ts';

describe('an expression without its decoration', () => {
  // Left: as PostgreSQL writes it first; right: as it writes the same after a dump and a restore.
  test.each([
    [
      `CHECK (((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))`,
      `CHECK (((kind)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))`,
    ],
    [
      `CASE WHEN (at > '2026-01-01'::date) THEN 'new'::character varying ELSE 'old'::character varying END`,
      `CASE WHEN at > '2026-01-01' THEN 'new' ELSE 'old' END`,
    ],
    [`(now())::timestamp(3) without time zone`, `now()::timestamp(3) without time zone`],
    [`'x'::"Größen"."My Type"[]`, `'x'`],
    [`0::numeric(10,2)`, '0'],
  ])('%s is the same text as after a restore', (before, after) => {
    expect(withoutDecoration(before)).toBe(withoutDecoration(after));
  });

  test.each([
    ['a > 3', 'a > 4'],
    ['a::text AND b', 'a::text AND c'],
    [`kind IN ('a')`, `kind IN ('b')`],
  ])('%s and %s stay apart', (one, other) => expect(withoutDecoration(one)).not.toBe(withoutDecoration(other)));
});
