/** What happened in one second of the clock. Status 0 stands for no answer at all. */
export interface SecondCount {
  /** Unix time in seconds. */
  readonly second: number;
  ok: number;
  failed: number;
  readonly byStatus: Record<string, number>;
}

/** Answers counted per second and in total. */
export interface Counters {
  readonly ok: number;
  readonly failed: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Oldest first, at most the last hour; seconds without an answer are absent. */
  readonly seconds: readonly SecondCount[];
}

const keptSeconds = 3_600;

/** A tally of answers; 2xx counts as ok. */
export function openTally(): { count(status: number, nowMs: number): void; read(): Counters } {
  const seconds: SecondCount[] = [];
  const total = { ok: 0, failed: 0, byStatus: {} };
  return {
    count(status, nowMs) {
      const second = Math.floor(nowMs / 1000);
      let current = seconds.at(-1);
      if (current?.second !== second) {
        current = { second, ok: 0, failed: 0, byStatus: {} };
        seconds.push(current);
        if (seconds.length > keptSeconds) seconds.shift();
      }
      add(total, status);
      add(current, status);
    },
    read: () => ({ ...total, seconds }),
  };
}

function add(count: Omit<SecondCount, 'second'>, status: number): void {
  if (status >= 200 && status < 300) count.ok += 1;
  else count.failed += 1;
  count.byStatus[status] = (count.byStatus[status] ?? 0) + 1;
}
