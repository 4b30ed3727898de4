/** Ends what was begun, last first, each once; whatever fails, the others are ended too. */
export interface Unwind {
  add(end: () => unknown): void;
  /** Throws what the first failing one threw, after all were tried. */
  run(): Promise<void>;
}

/** An empty list of things to end. */
export function openUnwind(): Unwind {
  const ends: (() => unknown)[] = [];
  return {
    add: (end) => void ends.push(end),
    async run() {
      const failures: unknown[] = [];
      for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
