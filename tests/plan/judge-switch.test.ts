import { expect, test } from 'vitest';
import { affectedWords } from '../../src/domain/affected-words.ts';
import type { PlannedRetry } from '../../src/domain/switches.ts';
import { judgeMeasured, judgeRehearsedRetry, type MeasuredSwitch } from '../../src/plan/judge-switch.ts';

const measured = (change: Partial<MeasuredSwitch> = {}): MeasuredSwitch => ({
  name: 'test-runs',
  title: 'Test runs',
  of: 'provider',
  turn: 'off',
  found: 'on',
  evidence: { count: 7, threshold: 5, affected: { ids: ['a1', 'b2'], total: 7, messages: [{ say: '503', rows: 7 }] } },
  look: { well: false, say: 'answered 503' },
  ...change,
});
const failed = (given: MeasuredSwitch) => judgeMeasured(given).filter(({ result }) => result === 'failed');
const warned = (given: MeasuredSwitch) => judgeMeasured(given).filter(({ result }) => result === 'warned');

test('an outage is one from the threshold on; below it the way is not possible, with the reason (B11)', () => {
  expect(failed(measured())).toEqual([]);
  const few = measured({ evidence: { count: 4, threshold: 5, affected: null } });
  expect(failed(few)[0]?.say).toBe('Test runs: the evidence query counts 4, and 5 speak for an outage');
});

test('on the way back the evidence is told and judges nothing, and a provider that is not well is warned of', () => {
  const back = measured({ turn: 'on', found: 'off', evidence: { count: 0, threshold: 5, affected: null } });
  expect(failed(back)).toEqual([]);
  expect(warned(back)[0]?.hint).toContain('not well yet');
});

test('what is off already is left so, and nobody promises to switch it on (P2 C)', () => {
  const [warning] = warned(measured({ found: 'off', evidence: null, look: null }));
  expect(warning?.hint).toContain('will not switch it on by itself');
});

test('ids are counted truly when cut, on one line, whatever they say (B1)', () => {
  const ids = Array.from({ length: 12 }, (_, n) => `id-${n}\n<!channel>`);
  const words = affectedWords({ ids, total: 3_214, messages: [] });
  expect(words).toMatch(/^3,214 rows failed; correlation ids: id-0 <!channel>, /);
  expect(words).toMatch(/, and 3,204 more$/);
  expect(words).not.toContain('\n');
});

const retry: Extract<PlannedRetry, { by: 'script' }> = {
  by: 'script',
  id: 'retry-9',
  script: '/ops/retry.sql',
  digest: 'a'.repeat(64) as never,
  backup: '20260603T140000Z-safety-0a0a0a0a' as never,
  ids: ['a1', 'b2'],
  stillFailing: 0,
  run: { migrations: ['retry.sql'], by: 'psql', durationMs: 12, error: null, tables: [] } as never,
};

test('a retry that leaves rows failing on the copy, or stops, is never put to the vote', () => {
  const results = (given: PlannedRetry | null) => judgeRehearsedRetry(given, null).map(({ result }) => result);
  expect(results(retry)).toEqual(['passed']);
  expect(results({ ...retry, stillFailing: 1 })).toEqual(['failed']);
  const error = { say: 'column "retries" does not exist', line: 3 };
  const [stopped] = judgeRehearsedRetry({ ...retry, run: { ...retry.run, error } }, null);
  expect(stopped).toMatchObject({ result: 'failed', say: expect.stringContaining('(line 3): column "retries"') });
  expect(results({ by: 'command', id: 'x', run: ['retry'], ids: ['a1'] })).toEqual(['warned']);
});

test('rows beyond those that are kept are named as not retried', () => {
  const found = judgeRehearsedRetry(retry, { ids: retry.ids as string[], total: 700, messages: [] });
  expect(found.find(({ check }) => check === 'affected')?.say).toContain('698 rows are not retried');
});

test('rows that failed and cannot be named are not called nothing to retry', () => {
  const [found] = judgeRehearsedRetry(null, { ids: [], total: 700, messages: [] });
  expect(found).toMatchObject({ result: 'warned', say: expect.stringContaining('700 rows are not retried') });
  expect(judgeRehearsedRetry(null, null)).toMatchObject([{ result: 'passed', say: 'there is nothing to retry' }]);
});

test('a rehearsal that found nothing to retry on the copy shows nothing, and is never put to the vote', () => {
  const [none] = judgeRehearsedRetry({ ...retry, failingBefore: 0 }, null);
  expect(none).toMatchObject({ result: 'failed', say: expect.stringContaining('showed nothing') });
  const fewer = judgeRehearsedRetry({ ...retry, failingBefore: 1 }, null);
  expect(fewer.map(({ result }) => result)).toEqual(['passed', 'warned']);
  expect(judgeRehearsedRetry({ ...retry, failingBefore: 2 }, null).map(({ result }) => result)).toEqual(['passed']);
});
