/** One drill in a picture of the trend. */
export interface TrendPoint {
  /** Its day, in the service's zone. */
  readonly label: string;
  /** In ms; null where it was not measured. */
  readonly ms: number | null;
  /** As it stands at its bar, short: `4.2 min`. */
  readonly said: string;
  /** Within the objective, and measured at all. */
  readonly within: boolean;
}

export interface TrendPanel {
  readonly title: string;
  readonly objectiveMs: number;
  readonly objectiveSaid: string;
  readonly points: readonly TrendPoint[];
}

/** What the last drills measured, as a picture draws it and as `alt` says it to those who cannot see it. */
export interface DrillTrend {
  readonly title: string;
  readonly alt: string;
  readonly panels: readonly TrendPanel[];
}
