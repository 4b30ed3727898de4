import type { Query } from '../domain/answer.ts';
import type { Effort } from './run-tag.ts';

/** What a server counts by itself, from some instant on: what matters is how it grows. */
export interface ProductionStatistics {
  /** Transactions of the database that were committed and rolled back. */
  readonly committed: number;
  readonly rolledBack: number;
  /** One query per constraint that new rows obey and old ones may not: each counts the rows that violate it. */
  readonly unproved: readonly Query[];
  /** The statements that cost most, or why they cannot be read. */
  readonly statements:
    | readonly { readonly id: string; readonly text: string; readonly calls: number; readonly totalMs: number }[]
    | { readonly why: string };
}

/** Reads, and leaves nothing behind. */
export interface StatisticsReader {
  read(effort: Effort): Promise<ProductionStatistics>;
}
