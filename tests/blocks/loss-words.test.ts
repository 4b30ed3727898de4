import { describe, expect, test } from 'vitest';
import { lossSentences } from '../../blocks/words/loss.ts';
import { writePlain } from '../../blocks/words/write-plain.ts';
import type { LossReport } from '../../src/domain/loss.ts';
import { lossOf, reader, tableLoss } from './support/facts.ts';

const said = (report: LossReport) => {
  const { lost, regained } = lossSentences(report, 'restore');
  return { lost: writePlain(lost, reader), regained: writePlain(regained, reader) };
};
const dropped = [{ table: 'public.prompts', columns: ['current_version'], rows: 40_000 }];

describe('the loss in words', () => {
  test('a migration that only dropped a column: the restore brings that column back', () => {
    expect(said(lossOf([], { columnsRegained: dropped })).regained).toBe(
      'It brings back the column public.prompts.current_version (40,000 rows with a value). No other row changes.',
    );
  });

  test('rows and a column: both are named', () => {
    const report = lossOf([tableLoss('public.test_runs', { deleted: 3 })], { columnsRegained: dropped });
    expect(said(report).regained).toContain('3 deleted rows, and the column public.prompts.current_version');
  });

  test('a column that came after the backup goes with the restore, even when no row was added', () => {
    const report = lossOf([], { columnsLost: [{ table: 'public.users', columns: ['avatar', 'theme'], rows: 7 }] });
    expect(said(report).lost).toBe(
      'It loses the columns public.users.avatar, public.users.theme (7 rows with a value), which the backup does not know. No row was added or changed.',
    );
  });

  test('nothing lost and nothing brought back is said as such, with a warning', () => {
    expect(said(lossOf([])).lost).toContain('It loses nothing that was measured');
    expect(said(lossOf([])).regained).toContain('Look twice before approving');
  });
});
