import { expect, test } from 'vitest';
import { type Instant, toInstant } from '../../src/domain/ids.ts';
import { affectedTable, heldSwitches, rememberSwitches } from '../../src/domain/switches.ts';

const at = (minute: number): Instant => toInstant(new Date(Date.UTC(2026, 5, 3, 14, minute)));
const off = (former: 'on' | 'off') => ({ switch: 'test-runs', title: 'Test runs', former });

test('the first word on a switch stands: what a crash left off was on before (B11)', () => {
  const first = rememberSwitches({}, off('on'), at(0));
  const second = rememberSwitches(first, off('off'), at(5));
  expect(second).toEqual({ 'test-runs': { title: 'Test runs', former: 'on', since: at(0) } });
  expect(rememberSwitches(second, { deploys: [] }, at(6))).toBe(second);
});

test('what was off before is held by nobody, so nothing switches it on by itself', () => {
  expect(heldSwitches(rememberSwitches({}, off('off'), at(0)))).toEqual([]);
  expect(heldSwitches(rememberSwitches({}, off('on'), at(0)))).toMatchObject([{ name: 'test-runs' }]);
});

test('a hostile id reaches SQL as hexadecimal digits only (I7)', () => {
  const hostile = `x'); DROP TABLE test_runs; --\n\\! rm :a $$ \u0000 é`;
  const sql = affectedTable([hostile]);
  const [, digits = ''] = /decode\('([^']*)', 'hex'\)/.exec(sql) ?? [];
  expect(JSON.parse(Buffer.from(digits, 'hex').toString('utf8'))).toEqual([hostile]);
  expect(digits).toMatch(/^[0-9a-f]+$/);
  expect(sql.replace(digits, '')).not.toMatch(/DROP TABLE|\n|\\/);
});
