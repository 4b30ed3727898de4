import type { ForeignKey } from './foreign-keys.ts';

/** How a row may be written before the row that it refers to. */
export type Waits = 'deferred' | 'null-first' | 'never';

export function waysToWait(key: ForeignKey): Waits {
  if (key.deferrable) return 'deferred';
  return key.mayBeNull.length > 0 ? 'null-first' : 'never';
}

export interface Order {
  /** Parents before children. */
  readonly tables: readonly string[];
  /** References that point ahead in that order: of a table to itself, and one of each circle. */
  readonly ahead: ReadonlySet<ForeignKey>;
}

/**
 * Parents before children. A circle is cut where the reference can wait: its constraint is deferrable, or its column may
 * be NULL until both rows are there.
 */
export function orderTables(names: readonly string[], keys: readonly ForeignKey[]): Order {
  const left = new Set(names);
  const ahead = new Set(keys.filter((key) => key.child === key.parent));
  const tables: string[] = [];
  while (left.size > 0) {
    const next = chooseNext([...left], keys, left);
    for (const key of openKeys(next, keys, left)) ahead.add(key);
    left.delete(next);
    tables.push(next);
  }
  return { tables, ahead };
}

function chooseNext(names: readonly string[], keys: readonly ForeignKey[], left: ReadonlySet<string>): string {
  const open = names.map((name) => ({ name, keys: openKeys(name, keys, left) }));
  const free = open.find((each) => each.keys.length === 0);
  const canWait = open.find((each) => each.keys.every((key) => waysToWait(key) !== 'never'));
  return (free ?? canWait ?? open[0])?.name ?? '';
}

/** References of a table to others that are not placed yet. */
function openKeys(name: string, keys: readonly ForeignKey[], left: ReadonlySet<string>): ForeignKey[] {
  return keys.filter((key) => key.child === name && key.parent !== name && left.has(key.parent));
}
