import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

export interface Crowd {
  readonly answered: () => number;
  readonly failed: () => number;
  /** SQLSTATEs and system codes that clients saw, each once. */
  readonly codes: () => string[];
  /** Waits until every client could have been answered once more. */
  readonly untilMore: (than: number) => Promise<void>;
  readonly goHome: () => Promise<unknown>;
}

/** Clients that connect, ask, hang up and come again; they count answers and remember error codes. */
export function startCrowd(url: string, size: number, sql = 'SELECT name FROM who_am_i', pauseMs = 0): Crowd {
  let [going, answered, failed] = [true, 0, 0];
  const codes = new Set<string>();
  const askOnce = async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(sql);
      answered += 1;
    } catch (error) {
      failed += 1;
      codes.add(error instanceof Error && 'code' in error ? String(error.code) : String(error));
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const one = async () => {
    while (going) {
      await askOnce();
      if (pauseMs > 0) await wait(pauseMs);
    }
  };
  const all = Promise.all(Array.from({ length: size }, one));
  return {
    answered: () => answered,
    failed: () => failed,
    codes: () => [...codes],
    untilMore: async (than) => {
      while (answered <= than + size) await new Promise((resolve) => setImmediate(resolve));
    },
    goHome: () => {
      going = false;
      return all;
    },
  };
}
