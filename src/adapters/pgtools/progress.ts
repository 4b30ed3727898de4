import type { Effort } from '../../ports/run-tag.ts';

/** People are not told more often than once in so many milliseconds. */
const quietMs = 1_000;

/** Passes a message on where the last one was long enough ago. */
export function rarely(effort: Effort): (say: string) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (say) => {
    const now = performance.now();
    if (now - saidAt < quietMs) return;
    saidAt = now;
    effort.progress(say);
  };
}

/** Counts the lines that begin one more piece of work, and says which of how many; other lines are not its own. */
export function countPieces(
  effort: Effort,
  given: { readonly doing: string; readonly begins: RegExp; readonly total: number },
): (line: string) => void {
  const say = rarely(effort);
  let begun = 0;
  return (line) => {
    const found = given.begins.exec(line);
    if (found === null) return;
    begun += 1;
    say(`${given.doing} ${found[1] ?? ''} (${Math.min(begun, given.total)} of ${given.total})`);
  };
}
