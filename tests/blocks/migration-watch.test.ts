import { describe, expect, test } from 'vitest';
import { drawMigration } from '../../blocks/migration.ts';
import { drawWatchEnd, drawWatchReport } from '../../blocks/migration-watch.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { asked, recordOf, reportOf } from '../policy/migrations/records.ts';
import { expectGoodMessage } from './support/checks.ts';
import { reader } from './support/facts.ts';

const evil = '<!channel> <https://evil.example|click>';
const finding = (check: string, result: Finding['result']): Finding => ({ check, result, say: `${check} ${evil}` });
const record = recordOf(
  asked,
  { kind: 'gate-finished', report: reportOf() },
  { kind: 'done-asked' },
  { kind: 'validation-finished', findings: [] },
  { kind: 'watch-reported', changed: [finding('a', 'passed'), finding('b', 'passed')] },
  { kind: 'watch-reported', changed: [finding('a', 'failed')] },
  { kind: 'watch-ended' },
);
const facts = { record, title: 'Shop' };

describe('the watch in the migration’s thread (P9)', () => {
  test.each([
    [0, ['is watched from now on', '✓ a']],
    [1, ['has changed', '❌ a', '/incident declare']],
  ] as const)('report %i says what changed', (index, says) => {
    const report = record.watch.reports[index];
    if (report === undefined) throw new Error('it is there');
    const drawn = drawWatchReport(facts, report, reader);
    expectGoodMessage(drawn);
    for (const each of says) expect(drawn.text).toContain(each);
  });

  test('its end says what ever stood out, and the migration’s message how it stands', () => {
    const end = drawWatchEnd(facts, reader);
    expectGoodMessage(end);
    expect(end.text).toContain('1 of 2 checks stood out');
    const message = drawMigration({ ...facts, mayAccept: false, progress: null }, reader);
    expectGoodMessage(message);
    expect(message.text).toContain('The watch is over:');
  });
});
