import { describe, expect, test } from 'vitest';
import { drillTrend } from '../../../blocks/words/drill-trend.ts';
import { pictures } from '../../../src/adapters/pictures/draw-pictures.ts';
import type { DrillReport } from '../../../src/domain/drill.ts';
import { toInstant } from '../../../src/domain/ids.ts';
import { drillEnd, drillRecord, drillReport } from '../../support/drill-builder.ts';

/** So many monthly drills; the one of `slow` missed its objective, the one of `broken` measured nothing. */
function drills(count: number, { slow = -1, broken = -1 } = {}) {
  return Array.from({ length: count }, (_, month) => {
    const report = drillReport({ beganAt: toInstant(new Date(Date.UTC(2025, 11 + month, 1, 4))) });
    const trouble: DrillReport['trouble'] =
      month === slow || month === broken ? { kind: 'too-slow', say: 'It was slow.', hint: 'Mend it.' } : null;
    const rtoMs = month === broken ? null : (month === slow ? 5_400_000 : 240_000) + month;
    const result = trouble === null ? 'passed' : 'failed';
    return drillRecord(drillEnd({ ...report, result, trouble, measures: { ...report.measures, rtoMs } }));
  });
}

function trendOf(...given: Parameters<typeof drills>) {
  const trend = drillTrend('Shop', drills(...given), 'Europe/Berlin');
  if (trend === null) throw new Error('there are drills to draw');
  return trend;
}

describe('the trend of the drills', () => {
  test('is said to those who cannot see it, within what Slack reads out', () => {
    const { alt } = trendOf(12, { slow: 7, broken: 4 });
    expect(alt).toContain('Recovery takes (RTO), at most 1 h: Apr 1 failed (not within it), May 1 4 min');
    expect(alt).toContain('Jul 1 1.5 h (not within it)');
    expect(alt.length).toBeLessThanOrEqual(1_000);
  });

  test('shows the last eight at most, and nothing where no drill was held', () => {
    expect(trendOf(30).panels[0]?.points).toHaveLength(8);
    expect(drillTrend('Shop', [], 'UTC')).toBeNull();
  });

  test.each([1, 12])('of %i drills is a PNG, sharp enough for a phone, light enough for Slack', async (count) => {
    const png = await pictures.trend(trendOf(count, { slow: 7 }));
    const view = new DataView(png.buffer, png.byteOffset);
    expect([...png.slice(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    expect(view.getUint32(16)).toBe(1_300);
    expect(view.getUint32(20)).toBeGreaterThan(600);
    expect(png.length).toBeGreaterThan(10_000);
    expect(png.length).toBeLessThan(500_000);
  });
});
