import type { DrillTrend } from '../domain/drill-trend.ts';

/** Draws what people see faster than they read. */
export interface Pictures {
  /** A PNG with a background of its own, readable on a phone. */
  trend(trend: DrillTrend): Promise<Uint8Array<ArrayBuffer>>;
}
