import { describe, expect, test } from 'vitest';
import { drawDrill, drawDrillHistory, drawDrillOverdue, drawDrillSchedule } from '../../blocks/drill.ts';
import type { DrillEntryBody, DrillReport } from '../../src/domain/drill.ts';
import { PersonId } from '../../src/domain/ids.ts';
import { drillEnd, drillRecord, drillReport, due } from '../support/drill-builder.ts';
import { expectGoodMessage } from './support/checks.ts';

const reader = { names: new Map([[PersonId.parse('U0LEAD'), 'Dana Kim']]), timeZone: 'UTC' };

const broken = (kind: NonNullable<DrillReport['trouble']>['kind'], say = 'It broke.'): Partial<DrillReport> => ({
  result: kind === 'interrupted' ? 'could-not-be-run' : 'failed',
  trouble: { kind, say, hint: 'Mend it.' },
});

function draw(bodies: readonly DrillEntryBody[], previous = drillRecord(drillEnd(drillReport()))) {
  return drawDrill({ title: 'Shop', drill: drillRecord(...bodies), previous }, reader);
}

describe('the message of a drill', () => {
  test('that passed says so first, then RTO and RPO beside their objectives, the slowest phases and the backup', () => {
    const drawn = draw([drillEnd(drillReport())]);
    expectGoodMessage(drawn);
    const [head, first, rto, rpo] = drawn.text.split('\n');
    expect(head).toBe('✅ Drill of Shop: passed');
    expect(first).toBe('✅ Passed.');
    expect(rto).toBe('Recovery takes (RTO) ✅ 4 min 4 s of 1 h at most');
    expect(rpo).toBe('Could be lost (RPO) ✅ 1 d of 1 d 2 h at most; right then it was 30 min');
    expect(drawn.text).toContain('Slowest Restore into scratch 3 min · Validate 40 s · Fetch from the storage 20 s');
    expect(drawn.text).toContain('198,212 rows, 48.2 MB, encrypted, signed');
    expect(drawn.text).toContain('nothing worth telling');
  });

  test.each([
    ['no-backup', 'failed: there is no backup'],
    ['wrong-key', 'failed: the key does not open the backup'],
    ['damaged-backup', 'failed: the backup is damaged'],
    ['missing-table', 'failed: a table is missing'],
    ['rows-differ', 'failed: rows differ from the backup'],
    ['too-slow', 'failed: slower than its objective'],
    ['interrupted', 'could not be run: it was interrupted'],
  ] as const)('of trouble %s tells it as what it is, what next, and whose follow-up it is', (kind, says) => {
    const drawn = draw([drillEnd(drillReport(broken(kind)))]);
    expectGoodMessage(drawn);
    expect(drawn.text.toLowerCase()).toContain(says);
    expect(drawn.text).toContain('Next: Mend it.');
    expect(drawn.text).toMatch(/☐ Follow-up of shop-drill-3: Dana Kim, due .* \/drill done shop-drill-3/);
  });

  test('says what changed since the last one', () => {
    const measures = { ...drillReport().measures, rtoMs: 5 * 60_000 };
    const backup = { ...(drillReport().backup as NonNullable<DrillReport['backup']>), rows: 200_000 };
    const { text } = draw([drillEnd(drillReport({ measures, backup }))]);
    expect(text).toContain('RTO 56 s longer (+23 %) · 1,788 rows more');
  });

  test('while it runs shows each phase that ended', () => {
    const drawn = draw([
      { kind: 'drill-began', number: 3 },
      { kind: 'phase-ended', number: 3, time: { phase: 'fetch', durationMs: 20_000 } },
    ]);
    expectGoodMessage(drawn);
    expect(drawn.text).toContain('✓ Fetch from the storage: 20 s');
  });

  test('survives text from outside that is long, and tries to ping people', () => {
    const say = `<!channel> ${'<@U0EVIL> *x* & '.repeat(400)}`;
    const findings = Array.from({ length: 40 }, () => ({ check: say, result: 'failed' as const, say }));
    const drawn = draw([drillEnd(drillReport({ ...broken('rows-differ', say), findings }))]);
    expectGoodMessage(drawn);
  });
});

test('an overdue drill is red and says since when', () => {
  const drawn = drawDrillOverdue({ title: 'Shop', drill: drillRecord(), previous: null }, reader);
  expectGoodMessage(drawn);
  expect(drawn.text).toMatch(/^🔴 The drill of Shop is overdue\. It was due 2026-11-01 04:00 UTC and is not begun\./);
});

test('a history is newest first and names what is open', () => {
  const drills = [drillRecord(drillEnd(drillReport(broken('wrong-key'))))];
  const drawn = drawDrillHistory({ title: 'Shop', service: 'shop', drills }, reader);
  expectGoodMessage(drawn);
  expect(drawn.text).toContain('shop-drill-3 2026-11-01 04:00 UTC: failed: the key does not open the backup');
  expect(drawn.text).toContain('☐ Follow-up');
});

test('a schedule says when the next one is, and which are late', () => {
  const drawn = drawDrillSchedule(
    {
      title: 'Shop',
      service: 'shop',
      schedule: '0 4 1 * *',
      timeZone: 'UTC',
      next: due,
      oldestEvery: 3,
      late: [drillRecord()],
    },
    reader,
  );
  expectGoodMessage(drawn);
  expect(drawn.text).toContain('🔴 shop-drill-3 is overdue');
  expect(drawn.text).toContain('Next: 2026-11-01 04:00 UTC');
  expect(drawn.text).toContain('Every 3 drills');
});
