import type pg from 'pg';
import { keyTexts } from './loss-by-xmin.ts';
import type { TablePlan } from './loss-plan.ts';
import { askText, type LostRow, type LostRowSink, type RowCounts, readInBatches, type TextRow } from './loss-rows.ts';
import { type ComparedTable, fromTable, hashOf, rowText, writtenAt } from './loss-tables.ts';

type BothSides = Extract<TablePlan, { way: 'xmin' | 'row-hash' }>;

/** Rows are dealt into so many buckets by their key's hash; only buckets whose sums differ are looked at row by row. */
const buckets = 8_192;

const handedOnRows = 1_000;

/**
 * Compares all rows of both sides: first the sums of 8,192 buckets, then the rows of those that differ, merged in the
 * order of their keys' hashes, so that memory stays flat whatever the size. Without a key the row is its own key.
 */
export async function compareByHash(
  production: pg.Client,
  copy: pg.Client,
  plan: BothSides,
  lost: LostRowSink,
): Promise<RowCounts> {
  const [live, copied] = await Promise.all([
    sumBuckets(production, plan.production, plan),
    sumBuckets(copy, plan.copy, plan),
  ]);
  const differing = Array.from({ length: buckets }, (_, bucket) => bucket).filter(
    (bucket) => live.get(bucket) !== copied.get(bucket),
  );
  if (differing.length === 0) return { inserted: 0, updated: 0, deleted: 0 };
  return mergeRows(
    readInBatches(production, 'live_rows', rowsOf(plan.production, plan, differing)),
    readInBatches(copy, 'copied_rows', rowsOf(plan.copy, plan, differing)),
    plan.key.length > 0,
    lost,
  );
}

function keyHash(plan: BothSides): string {
  return hashOf(rowText(plan.key.length > 0 ? plan.key : plan.columns));
}

async function sumBuckets(session: pg.Client, table: ComparedTable, plan: BothSides): Promise<Map<number, string>> {
  const rows = await askText(
    session,
    `SELECT (h.key & ${buckets - 1})::int, count(*) || ':' || sum(h.row) FROM (
       SELECT k.key, ${hashOf(rowText(plan.columns), 'k.key')} AS row
         FROM ${fromTable(table)} CROSS JOIN LATERAL (SELECT ${keyHash(plan)} AS key OFFSET 0) k) h GROUP BY 1`,
  );
  return new Map(rows.map(([bucket, sum]) => [Number(bucket), sum ?? '']));
}

function rowsOf(table: ComparedTable, plan: BothSides, differing: readonly number[]): string {
  const chosen =
    differing.length === buckets ? '' : `WHERE (k.key & ${buckets - 1}) = ANY ('{${differing.join(',')}}'::bigint[])`;
  const key = plan.key.length > 0 ? `, ${keyTexts(plan.key)}` : '';
  return `SELECT k.key, ${hashOf(rowText(plan.columns))}, ${writtenAt(table)}${key}
            FROM ${fromTable(table)} CROSS JOIN LATERAL (SELECT ${keyHash(plan)} AS key OFFSET 0) k ${chosen} ORDER BY 1, 2`;
}

/** Walks two sorted streams at once. Equal rows are passed over; with a key, two rows of one key are an update. */
export async function mergeRows(
  live: AsyncIterable<readonly TextRow[]>,
  copied: AsyncIterable<readonly TextRow[]>,
  keyed: boolean,
  lost: LostRowSink,
): Promise<RowCounts> {
  const counts = { same: 0, inserted: 0, updated: 0, deleted: 0 };
  const found: LostRow[] = [];
  for await (const { verdict, mine } of pairRows(new Reader(live), new Reader(copied), keyed)) {
    counts[verdict] += 1;
    if (mine !== null && (verdict === 'inserted' || verdict === 'updated')) found.push(asLost(mine, verdict));
    if (found.length >= handedOnRows) await lost(found.splice(0));
  }
  await lost(found);
  return { inserted: counts.inserted, updated: counts.updated, deleted: counts.deleted };
}

type RowVerdict = 'same' | keyof RowCounts;

async function* pairRows(
  left: Reader,
  right: Reader,
  keyed: boolean,
): AsyncGenerator<{ readonly verdict: RowVerdict; readonly mine: TextRow | null }> {
  for (;;) {
    const [mine, theirs] = [left.row ?? (await left.refill()), right.row ?? (await right.refill())];
    if (mine === null && theirs === null) return;
    const verdict = judgeRows(mine, theirs, keyed);
    if (verdict !== 'deleted') left.advance();
    if (verdict !== 'inserted') right.advance();
    yield { verdict, mine };
  }
}

/** Which of two sorted streams is behind says who lacks a row. */
function judgeRows(mine: TextRow | null, theirs: TextRow | null, keyed: boolean): RowVerdict {
  if (mine === null) return 'deleted';
  if (theirs === null) return 'inserted';
  const place = mine[0] === theirs[0] ? 1 : 0;
  if (place === 1 && mine[1] === theirs[1]) return 'same';
  if (place === 1 && keyed) return 'updated';
  return BigInt(mine[place] ?? 0) < BigInt(theirs[place] ?? 0) ? 'inserted' : 'deleted';
}

function asLost([, hash, writtenAtMs, ...key]: TextRow, kind: LostRow['kind']): LostRow {
  return {
    kind,
    key: key.length === 0 ? null : key.map((value) => value ?? ''),
    hash: hash ?? '',
    writtenAtMs: writtenAtMs == null ? null : Number(writtenAtMs),
  };
}

/** A stream of batches, seen row by row. */
class Reader {
  readonly #batches: AsyncIterator<readonly TextRow[]>;
  #batch: readonly TextRow[] = [];
  #at = 0;

  constructor(batches: AsyncIterable<readonly TextRow[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** The row at hand; null at the end of the batch. */
  get row(): TextRow | null {
    return this.#batch[this.#at] ?? null;
  }

  advance(): void {
    this.#at += 1;
  }

  /** The first row of the next batch; null at the end of the stream. */
  async refill(): Promise<TextRow | null> {
    const next = await this.#batches.next();
    [this.#batch, this.#at] = [next.done === true ? [] : next.value, 0];
    return this.row;
  }
}
