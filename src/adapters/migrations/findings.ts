import type { Effect, LockMode, TableLock } from '../../domain/migration.ts';

/** What one statement does, collected while its tree is read. */
export interface Found {
  readonly effects: readonly Effect[];
  readonly locks: readonly TableLock[];
}

export const nothingFound: Found = { effects: [], locks: [] };

export function together(...found: readonly Found[]): Found {
  return { effects: found.flatMap(({ effects }) => effects), locks: found.flatMap(({ locks }) => locks) };
}

export function locking(table: string, mode: LockMode): Found {
  return { effects: [], locks: [{ table, mode }] };
}

type Plain = Pick<Effect, 'does' | 'what' | 'name' | 'say'>;

function effect(plain: Plain, more: Partial<Effect> = {}): Found {
  return { effects: [{ destroys: null, breaks: null, rewrites: false, ...plain, ...more }], locks: [] };
}

/** Gone but for a restore. */
export function losing(plain: Plain, more: Partial<Effect> = {}): Found {
  return effect(plain, { destroys: 'data', ...more });
}

/** Gone, and could be made again from the code. */
export function undefining(plain: Plain, more: Partial<Effect> = {}): Found {
  return effect(plain, { destroys: 'definition', ...more });
}

export function noting(plain: Plain, more: Partial<Effect> = {}): Found {
  return effect(plain, more);
}

/** What cannot be read counts as destructive until it has been rehearsed. */
export function unreadable(name: string, why: string): Found {
  return losing({ does: 'unreadable', what: 'statement', name, say: `${why}; it counts as destructive` });
}
