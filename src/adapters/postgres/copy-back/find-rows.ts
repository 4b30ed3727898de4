import type pg from 'pg';
import type { CopyBackChoice } from '../../../domain/copy-back.ts';
import { quoteLiteral, quoteName } from '../identifiers.ts';
import { compareByHash } from '../loss-by-hash.ts';
import { keyTexts } from '../loss-by-xmin.ts';
import { readInBatches, type TextRow } from '../loss-rows.ts';
import { type ComparedTable, fromTable, hashOf, rowText, writtenAt } from '../loss-tables.ts';
import type { Pair } from './pairs.ts';
import { fetchRows, type Key } from './rows.ts';

/** A row of the source that the target lacks, or has with other content. */
export interface Found {
  readonly kind: 'missing' | 'changed';
  readonly key: Key;
}

export type FoundSink = (rows: readonly Found[]) => Promise<void>;

/** Both databases, each in one snapshot. */
export interface Sides {
  readonly source: pg.Client;
  readonly target: pg.Client;
}

/** Every row of the choice in one table that is missing or different in the target, as it is found. */
export async function findRows(sides: Sides, pair: Pair, choice: CopyBackChoice, found: FoundSink): Promise<void> {
  if (choice.since !== undefined || choice.until !== undefined) return findInRange(sides, pair, choice, found);
  const { source, target, columns, key } = pair;
  const plan = { way: 'row-hash', why: null, production: source, copy: target, columns, key } as const;
  await compareByHash(sides.source, sides.target, plan, (rows) =>
    found(rows.map((row) => ({ kind: row.kind === 'inserted' ? 'missing' : 'changed', key: row.key ?? [] }))),
  );
}

/**
 * Rows that were written within the range by the source's word. A row that was changed counts when either side says so:
 * what a bad release overwrote carries the time of the release here, and an older one there.
 */
async function findInRange(
  { source, target }: Sides,
  pair: Pair,
  choice: CopyBackChoice,
  found: FoundSink,
): Promise<void> {
  const { key, columns } = pair;
  const hash = hashOf(rowText(columns));
  const here = withinRange(pair.source, choice);
  const onlyHere = choice.kinds.includes('changed') ? '' : `WHERE ${here}`;
  const sql = `SELECT ${hash}, coalesce(${here}, false), ${keyTexts(key)} FROM ${fromTable(pair.source)} ${onlyHere}`;
  for await (const batch of readInBatches(source, 'in_range', sql)) {
    const keys = batch.map(([, , ...values]) => values.map((value) => value ?? ''));
    const there = await fetchRows(target, pair.target, {
      key,
      keys,
      select: [hash, `coalesce(${withinRange(pair.target, choice)}, false)`],
    });
    await found(
      batch.flatMap(([mine, within], index) =>
        foundIn(keys[index] ?? [], { hash: mine, within }, there[index] ?? null),
      ),
    );
  }
}

function foundIn(
  key: Key,
  mine: { readonly hash: string | null | undefined; readonly within: string | null | undefined },
  there: TextRow | null,
): Found[] {
  if (there === null) return mine.within === 't' ? [{ kind: 'missing', key }] : [];
  const [hash, within] = there;
  if (hash === mine.hash || (mine.within !== 't' && within !== 't')) return [];
  return [{ kind: 'changed', key }];
}

/** SQL over `t`; NULL where the row does not say when it was written. */
function withinRange(table: ComparedTable, { column, since, until }: CopyBackChoice): string {
  const has = column === undefined || table.columns.some(({ name }) => name === column);
  if (!has) return 'NULL::boolean';
  // The session's time zone is UTC: that is what a timestamp without a zone is read in.
  const at = column === undefined ? writtenAt(table) : `t.${quoteName(column)}`;
  const bound = (instant: string) =>
    column === undefined ? String(Date.parse(instant)) : `${quoteLiteral(instant)}::timestamptz`;
  const bounds = [
    ...(since === undefined ? [] : [`${at} >= ${bound(since)}`]),
    ...(until === undefined ? [] : [`${at} < ${bound(until)}`]),
  ];
  return bounds.join(' AND ');
}
