import type pg from 'pg';
import type { CopyBackConflict } from '../../../domain/copy-back.ts';
import { quoteName } from '../identifiers.ts';
import { askText, type TextRow } from '../loss-rows.ts';
import { fromTable, hashOf } from '../loss-tables.ts';
import { codeOf } from '../sqlstate.ts';
import type { Pair } from './pairs.ts';
import { asRowsOf, inColumns, place } from './rows.ts';
import type { Rule, UniqueRule } from './rules.ts';
import type { CopyColumn } from './tables.ts';

/** What the target would say to a row: nothing, with the hash it will have there; or what stands in the way. */
export type Judgement =
  | { readonly fits: true; readonly hash: string }
  | { readonly fits: false; readonly kind: CopyBackConflict['kind']; readonly what: string };

/**
 * Asks the target about rows that do not stand there: would each fit its columns' types, its checks and partitions, and
 * is nothing in the way that is unique? Reads only.
 */
export async function judgeRows(target: pg.Client, pair: Pair, rows: readonly TextRow[]): Promise<Judgement[]> {
  if (rows.length === 0) return [];
  await target.query('SAVEPOINT judging');
  try {
    const judged = await ask(target, pair, rows);
    await target.query('RELEASE judging');
    return judged;
  } catch (error) {
    // 22…, 23…: a value that its type does not take, such as an enum's label that is gone. Halving finds whose it is.
    if (!/^2[23]/.test(codeOf(error)) || !(error instanceof Error)) throw error;
    await target.query('ROLLBACK TO judging; RELEASE judging');
    if (rows.length === 1) return [{ fits: false, kind: 'does-not-fit', what: error.message.slice(0, 200) }];
    const half = Math.ceil(rows.length / 2);
    return [
      ...(await judgeRows(target, pair, rows.slice(0, half))),
      ...(await judgeRows(target, pair, rows.slice(half))),
    ];
  }
}

async function ask(target: pg.Client, pair: Pair, rows: readonly TextRow[]): Promise<Judgement[]> {
  const { rules } = pair.target;
  const cut = cutColumns(pair);
  const answers = await askText(
    target,
    [
      `WITH given AS MATERIALIZED (SELECT * FROM ${asRowsOf(pair.target, pair.columns)})`,
      `SELECT ${place}, -1 AS rule, ${hashOf(asStored(pair))} FROM given AS t`,
      ...rules.map((rule, index) => `UNION ALL ${violations(pair, rule, index)}`),
      ...cut.map(
        (column, index) =>
          `UNION ALL SELECT ${place}, ${rules.length + index}, NULL FROM given AS t WHERE ${isCut(column)}`,
      ),
      'ORDER BY 2',
    ].join('\n'),
    inColumns(rows, pair.columns.length),
  );
  const judged = new Map<number, Judgement>();
  for (const [at, number, hash] of answers) {
    const before = judged.get(Number(at));
    if (before === undefined) judged.set(Number(at), { fits: true, hash: hash ?? '' });
    else if (before.fits)
      judged.set(Number(at), conflictOf(rules[Number(number)], cut[Number(number) - rules.length]?.name));
  }
  return rows.map((_, index) => judged.get(index + 1) ?? { fits: false, kind: 'does-not-fit', what: 'unknown' });
}

/** The text of the row as it will stand there: a `char(5)` is filled up, a `numeric(8,2)` has its two digits. */
function asStored({ target, columns }: Pair): string {
  const values = columns.map((name) => {
    const column = target.columns.find((each) => each.name === name);
    return `t.${quoteName(name)}${column === undefined ? '' : `::${column.typed}`}`;
  });
  return `ROW(${values.join(', ')})::text COLLATE "C"`;
}

function conflictOf(rule: Rule | undefined, cutColumn: string | undefined): Judgement {
  if (rule === undefined) return { fits: false, kind: 'does-not-fit', what: `${cutColumn} is narrower here` };
  if (rule.kind === 'unique') return { fits: false, kind: 'taken', what: rule.name };
  return { fits: false, kind: 'rule', what: rule.kind === 'not-null' ? `${rule.name} must have a value` : rule.name };
}

/** Columns whose length or precision is another one in the source: a cast would cut or round without a word. */
function cutColumns({ source, target, columns }: Pair) {
  return target.columns.filter(({ name, type, typed }) => {
    const there = source.columns.find((column) => column.name === name);
    return columns.includes(name) && typed !== type && there !== undefined;
  });
}

/** Types of extensions are compared as text: their operators are not on the session's search path. */
function isCut({ name, typed, builtIn }: CopyColumn): string {
  const column = `t.${quoteName(name)}`;
  const asText = builtIn ? '' : '::text';
  return `${column}::${typed}${asText} IS DISTINCT FROM ${column}${asText}`;
}

function violations(pair: Pair, rule: Rule, index: number): string {
  const select = `SELECT ${place}, ${index}, NULL FROM given AS t`;
  switch (rule.kind) {
    case 'not-null':
      return pair.columns.includes(rule.column)
        ? `${select} WHERE t.${quoteName(rule.column)} IS NULL`
        : `${select} WHERE false`;
    case 'check':
      return `${select} WHERE NOT (${rule.expression})`;
    case 'unique':
      return collisions(pair, rule, index);
  }
}

/** Rows of the target that hold what is unique; the row of the same key is the one that would be changed. */
function collisions({ target, key }: Pair, rule: UniqueRule, index: number): string {
  const keys = key.map((column, at) => `t.${quoteName(column)} AS k${at}`);
  const values = rule.expressions.map((expression, at) => `(${expression}) AS x${at}`);
  const where = rule.where === null ? '' : `WHERE ${rule.where}`;
  const own = key.map((_, at) => `e.k${at} IS DISTINCT FROM g.k${at}`).join(' OR ');
  const same = rule.operators.map((operator, at) => {
    const equal = `e.x${at} ${operator} g.x${at}`;
    return rule.nullsCollide ? `(${equal} OR (e.x${at} IS NULL AND g.x${at} IS NULL))` : equal;
  });
  return `SELECT g.${place}, ${index}, NULL FROM (SELECT ${[place, ...keys, ...values].join(', ')} FROM given AS t ${where}) AS g
           WHERE EXISTS (SELECT FROM (SELECT ${[...keys, ...values].join(', ')} FROM ${fromTable(target)} ${where}) AS e
                          WHERE ${same.join(' AND ')} AND (${own}))`;
}
