import type { TextRow } from '../loss-rows.ts';
import { hashOf, rowText } from '../loss-tables.ts';
import type { Found, Sides } from './find-rows.ts';
import { judgeRows } from './judge.ts';
import type { Ledger, Picked, PickedKind } from './ledger.ts';
import type { Pair } from './pairs.ts';
import { asTexts, fetchRows, type Key, Pace, paced } from './rows.ts';
import type { Tally } from './tally.ts';

/** What a dry run works with. */
export interface Picking {
  readonly sides: Sides;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly paces: Map<Pair, Pace>;
}

/**
 * Reads these rows from the source, asks the target what it would say to them, and enters those that fit in the ledger.
 * Returns how many were new there.
 */
export async function pickRows(
  picking: Picking,
  pair: Pair,
  rows: readonly (Found | { readonly kind: 'parent'; readonly key: Key })[],
): Promise<number> {
  const { sides, ledger, tally } = picking;
  const pace = picking.paces.get(pair) ?? new Pace();
  picking.paces.set(pair, pace);
  let added = 0;
  for (const some of paced(rows, pace)) {
    const keys = some.map((row) => row.key);
    const contents = await fetchRows(sides.source, pair.source, { key: pair.key, keys, select: asTexts(pair.columns) });
    const there = some.flatMap(({ kind, key }, index) => {
      const content = contents[index];
      return content == null ? [] : [{ kind, key, content }];
    });
    pace.weigh(there.map((row) => row.content));
    added += await ledger.add(pair.place, await fitting(sides, pair, tally, there));
  }
  return added;
}

interface Candidate {
  readonly kind: PickedKind;
  readonly key: Key;
  readonly content: TextRow;
}

async function fitting(sides: Sides, pair: Pair, tally: Tally, candidates: readonly Candidate[]): Promise<Picked[]> {
  const contents = candidates.map((row) => row.content);
  const judged = await judgeRows(sides.target, pair, contents);
  const formers = await formerHashes(sides, pair, candidates);
  return candidates.flatMap(({ kind, key }, index): Picked[] => {
    const judgement = judged[index];
    if (judgement === undefined) return [];
    if (judgement.fits) return [{ kind, key, hash: judgement.hash, formerHash: formers[index] ?? null }];
    tally.add(pair.place, judgement.kind, judgement.what, [key]);
    return [];
  });
}

/** What stands in the target under the keys of changed rows, as one hash per row over all its columns. */
async function formerHashes(
  { target }: Sides,
  pair: Pair,
  candidates: readonly Candidate[],
): Promise<(string | null)[]> {
  if (!candidates.some((row) => row.kind === 'changed')) return candidates.map(() => null);
  const rows = await fetchRows(target, pair.target, {
    key: pair.key,
    keys: candidates.map((row) => row.key),
    select: [wholeRowHash(pair)],
  });
  return candidates.map(({ kind }, index) => (kind === 'changed' ? (rows[index]?.[0] ?? null) : null));
}

/** Over all columns that the target has: what tells whether anybody has touched a row. */
export function wholeRowHash({ target }: Pick<Pair, 'target'>): string {
  return hashOf(rowText(target.columns.map((column) => column.name)));
}
