import type pg from 'pg';
import { keyTexts } from './loss-by-xmin.ts';
import type { TablePlan } from './loss-plan.ts';
import { countRows, type LostRow, type LostRowSink, type RowCounts, readInBatches, type TextRow } from './loss-rows.ts';
import { type ComparedTable, fromTable, hashOf, rowText, writtenAt } from './loss-tables.ts';

type BothSides = Extract<TablePlan, { way: 'xmin' | 'row-hash' }>;

/** Rows are dealt into buckets by their key's hash; only buckets whose sums differ are looked at row by row. */
const rowsPerBucket = 4;
const bucketsMin = 2 ** 13;
/** A million sums pass by in a second or two, and the numbers of those that differ are a few megabytes at most. */
const bucketsMax = 2 ** 20;
/** Room for the sums at the server; it spills to disk beyond that. */
const sumMemory = '64MB';

const handedOnRows = 1_000;

/**
 * Compares all rows of both sides: first the sums of many buckets, then the rows of those that differ, each merged from
 * two sorted streams, so that memory stays flat whatever the size. Without a key the row is its own key.
 */
export async function compareByHash(
  production: pg.Client,
  copy: pg.Client,
  plan: BothSides,
  lost: LostRowSink,
): Promise<RowCounts> {
  for (const session of [production, copy]) await session.query(`SET LOCAL work_mem = '${sumMemory}'`);
  const buckets = await chooseBuckets(copy, plan);
  const differing: string[] = [];
  const sums = pairRows(
    new Reader(readInBatches(production, 'live_sums', sumsOf(plan.production, plan, buckets))),
    new Reader(readInBatches(copy, 'copied_sums', sumsOf(plan.copy, plan, buckets))),
    true,
  );
  for await (const { verdict, mine, theirs } of sums) {
    if (verdict !== 'same') differing.push((verdict === 'deleted' ? theirs : mine)?.[0] ?? '');
  }
  if (differing.length === 0) return { inserted: 0, updated: 0, deleted: 0 };
  const chosen =
    differing.length > buckets / 2 ? '' : `WHERE ${bucketOf(buckets)} = ANY ('{${differing.join(',')}}'::int[])`;
  return mergeRows(
    readInBatches(production, 'live_rows', rowsOf(plan.production, plan, chosen)),
    readInBatches(copy, 'copied_rows', rowsOf(plan.copy, plan, chosen)),
    plan.key.length > 0,
    lost,
  );
}

/** A power of two, so that a bucket's number is the end of its hash. */
async function chooseBuckets(copy: pg.Client, plan: BothSides): Promise<number> {
  const wanted = 2 ** Math.ceil(Math.log2((await countRows(copy, fromTable(plan.copy))) / rowsPerBucket + 1));
  return Math.min(bucketsMax, Math.max(bucketsMin, wanted));
}

function bucketOf(buckets: number): string {
  return `(k.key & ${buckets - 1})::int`;
}

function keyHash(plan: BothSides): string {
  return hashOf(rowText(plan.key.length > 0 ? plan.key : plan.columns));
}

/** OFFSET 0 keeps the key's hash from being computed once for each place that names it. */
function keyed(table: ComparedTable, plan: BothSides): string {
  return `${fromTable(table)} CROSS JOIN LATERAL (SELECT ${keyHash(plan)} AS key OFFSET 0) k`;
}

function sumsOf(table: ComparedTable, plan: BothSides, buckets: number): string {
  const row = hashOf(rowText(plan.columns), 'k.key');
  return `SELECT ${bucketOf(buckets)}, count(*) || ':' || sum(${row}) FROM ${keyed(table, plan)} GROUP BY 1 ORDER BY 1`;
}

function rowsOf(table: ComparedTable, plan: BothSides, chosen: string): string {
  const key = plan.key.length > 0 ? `, ${keyTexts(plan.key)}` : '';
  return `SELECT k.key, ${hashOf(rowText(plan.columns))}, ${writtenAt(table)}${key}
            FROM ${keyed(table, plan)} ${chosen} ORDER BY 1, 2`;
}

/** Walks two sorted streams at once. Equal rows are passed over; with a key, two rows of one key are an update. */
export async function mergeRows(
  live: AsyncIterable<readonly TextRow[]>,
  copied: AsyncIterable<readonly TextRow[]>,
  hasKey: boolean,
  lost: LostRowSink,
): Promise<RowCounts> {
  const counts = { same: 0, inserted: 0, updated: 0, deleted: 0 };
  const found: LostRow[] = [];
  for await (const { verdict, mine } of pairRows(new Reader(live), new Reader(copied), hasKey)) {
    counts[verdict] += 1;
    if (mine !== null && (verdict === 'inserted' || verdict === 'updated')) found.push(asLost(mine, verdict));
    if (found.length >= handedOnRows) await lost(found.splice(0));
  }
  await lost(found);
  return { inserted: counts.inserted, updated: counts.updated, deleted: counts.deleted };
}

type RowVerdict = 'same' | keyof RowCounts;

interface RowPair {
  readonly verdict: RowVerdict;
  readonly mine: TextRow | null;
  readonly theirs: TextRow | null;
}

async function* pairRows(left: Reader, right: Reader, hasKey: boolean): AsyncGenerator<RowPair> {
  for (;;) {
    const [mine, theirs] = [left.row ?? (await left.refill()), right.row ?? (await right.refill())];
    if (mine === null && theirs === null) return;
    const verdict = judgeRows(mine, theirs, hasKey);
    if (verdict !== 'deleted') left.advance();
    if (verdict !== 'inserted') right.advance();
    yield { verdict, mine, theirs };
  }
}

/** Which of two sorted streams is behind says who lacks a row. */
function judgeRows(mine: TextRow | null, theirs: TextRow | null, hasKey: boolean): RowVerdict {
  if (mine === null) return 'deleted';
  if (theirs === null) return 'inserted';
  const place = mine[0] === theirs[0] ? 1 : 0;
  if (place === 1 && mine[1] === theirs[1]) return 'same';
  if (place === 1 && hasKey) return 'updated';
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
