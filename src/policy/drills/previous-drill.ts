import type { DrillHistory, DrillRecord } from '../../domain/drill-record.ts';

/** The drill before this one that was held and measured something; null where there is none. */
export function previousDrill({ drills }: DrillHistory, drill: DrillRecord): DrillRecord | null {
  const before = drills.filter(({ number, report }) => number < drill.number && report !== null);
  return before.findLast(({ report }) => report?.result === 'passed' || report?.result === 'failed') ?? null;
}
