/** What a bench found: each ratio is ours divided by the alternative, below 1 is faster; figures are ms unless named otherwise. */
export interface Measured {
  readonly ratios: Readonly<Record<string, number>>;
  readonly figures: Readonly<Record<string, number>>;
}

/** One file of this folder exports one of these. `say` is for people: progress and what was compared. */
export type Bench = (say: (line: string) => void, options: { readonly small: boolean }) => Promise<Measured>;

/** @param share 0.5 for the median, 0.99 for the 99th percentile @throws RangeError on an empty list */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)];
  if (value === undefined) throw new RangeError('nothing was measured');
  return value;
}

/** How long `work` took, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
