import type { CopyBackConflict } from '../../../domain/copy-back.ts';
import { type Key, keyText } from './rows.ts';

const examplesMax = 5;

/** Counts rows that stay as they are, by table and by what stands in their way. */
export class Tally {
  readonly #counts = new Map<
    number,
    Map<string, { kind: CopyBackConflict['kind']; what: string; rows: number; examples: string[] }>
  >();

  add(place: number, kind: CopyBackConflict['kind'], what: string, keys: readonly Key[]): void {
    if (keys.length === 0) return;
    const ofTable = this.#counts.get(place) ?? new Map();
    const count = ofTable.get(`${kind} ${what}`) ?? { kind, what, rows: 0, examples: [] };
    count.rows += keys.length;
    for (const key of keys.slice(0, examplesMax - count.examples.length)) count.examples.push(keyText(key));
    this.#counts.set(place, ofTable.set(`${kind} ${what}`, count));
  }

  /** Most rows first. */
  of(place: number): CopyBackConflict[] {
    return [...(this.#counts.get(place)?.values() ?? [])].sort((left, right) => right.rows - left.rows);
  }
}
