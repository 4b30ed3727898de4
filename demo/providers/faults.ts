/** What a vendor does wrong once. */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** The request is carried out or not, and the connection is cut instead of an answer; `after` is done just before the cut. */
  | { readonly kind: 'cut'; readonly carriedOut: boolean; readonly after?: () => void }
  /** Half of the answer, then a cut; the request is carried out. */
  | { readonly kind: 'half' }
  /** No answer for so long; the request is carried out. */
  | { readonly kind: 'slow'; readonly ms: number };

/** Faults that wait for a request: each meets the next one whose line (`POST /v1/…`) fits, and is then used up. */
export interface Faults {
  add(line: RegExp, fault: Fault, times?: number): void;
  meet(line: string): Fault | null;
}

export function createFaults(): Faults {
  const waiting: { line: RegExp; fault: Fault }[] = [];
  return {
    add(line, fault, times = 1) {
      for (let index = 0; index < times; index += 1) waiting.push({ line, fault });
    },
    meet(line) {
      const index = waiting.findIndex((each) => each.line.test(line));
      return index === -1 ? null : (waiting.splice(index, 1)[0]?.fault ?? null);
    },
  };
}
