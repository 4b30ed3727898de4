import { describe, expect, test } from 'vitest';
import { Instant, toInstant } from '../../src/domain/ids.ts';
import { judgeExportedRows, type RowsKeeping } from '../../src/plan/lost-rows-retention.ts';

const now = new Date('2026-06-30T12:00:00.000Z');
const dayMs = 86_400_000;
const ago = (days: number) => toInstant(new Date(now.getTime() - days * dayMs));
const rows = { backup: '20260101T000000Z-nightly-0001', run: 'INC-7', at: ago(200), where: '/lost-rows/INC-7' };
const quiet: RowsKeeping = { now, keepMs: 56 * dayMs, incidentOpen: false, closedAt: new Map(), pinned: new Set() };
const closed = (days: number) => new Map([['INC-7', ago(days)]]);

describe('exported rows', () => {
  test.each<[what: string, keeping: Partial<RowsKeeping>, becomes: 'kept' | 'retired' | 'spared']>([
    ['stay for eight weeks after their incident was closed', { closedAt: closed(56) }, 'kept'],
    ['go when it was closed longer ago', { closedAt: closed(57) }, 'retired'],
    ['of an incident that the journal does not know go by their own age', {}, 'retired'],
    ['stay while any incident of the service is open', { closedAt: closed(90), incidentOpen: true }, 'spared'],
    ['stay with a backup that somebody pinned', { closedAt: closed(90), pinned: new Set([rows.backup]) }, 'spared'],
  ])('%s', (_, keeping, becomes) => {
    const judged = judgeExportedRows([rows], { ...quiet, ...keeping });
    expect(judged.retired.map((each) => each.rows)).toEqual(becomes === 'retired' ? [rows] : []);
    expect(judged.spared.map((each) => each.rows)).toEqual(becomes === 'spared' ? [rows] : []);
  });

  test('say how long they were kept and why they stay', () => {
    const judged = judgeExportedRows([rows], { ...quiet, closedAt: closed(60) });
    expect(judged.retired[0]?.why).toBe('closed 60 days ago, exported rows are kept for 56 days');
    const spared = judgeExportedRows([rows], { ...quiet, closedAt: closed(60), incidentOpen: true });
    expect(spared.spared[0]?.why).toBe('an incident is open');
    expect(Instant.safeParse(rows.at).success).toBe(true);
  });
});
