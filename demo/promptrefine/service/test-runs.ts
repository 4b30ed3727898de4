import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { ask } from './database.ts';
import type { Maintenance } from './maintenance.ts';

export interface TestRunNeeds {
  readonly pool: pg.Pool;
  /** Where the model provider listens. */
  readonly providerUrl: string;
  /** On: test runs are switched off. Kept in a file, as maintenance mode is. */
  readonly off: Maintenance;
  readonly maintenance: Maintenance;
  readonly log: (event: object) => void;
}

/** The use of the model provider, which can be switched off. */
export interface TestRuns {
  areOff(): boolean;
  /** On again, runs that were queued meanwhile are taken up. */
  set(on: boolean): void;
  /** Asks the provider; null where it answered, else what went wrong. */
  askModel(): Promise<string | null>;
  markFailed(id: unknown, why: string): Promise<void>;
  stop(): void;
}

const providerTimeoutMs = 5_000;
const lookEveryMs = 500;
/** Queued runs are looked for this long after test runs were switched on; nothing else queues any. */
const lookForMs = 600_000;

const nextQueued = `SELECT id FROM test_runs WHERE status = 'queued' ORDER BY id LIMIT 20`;
const succeeded = `UPDATE test_runs SET status = 'succeeded', output = '{"text": "Done."}' WHERE id = $1 AND status = 'queued'`;
const failed = `UPDATE test_runs SET status = 'failed', output = NULL, error_message = $2 WHERE id = $1`;

export function openTestRuns(needs: TestRunNeeds): TestRuns {
  const stopped = new AbortController();
  let until = 0;
  let running = false;

  async function takeUpQueued(): Promise<void> {
    if (running) return;
    running = true;
    while (!stopped.signal.aborted && performance.now() < until) {
      if (!needs.off.isOn() && !needs.maintenance.isOn()) await round().catch((error) => needs.log(lost(error)));
      await pause(lookEveryMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    running = false;
  }

  async function round(): Promise<void> {
    for (const { id } of await ask<{ id: number }>(needs.pool, nextQueued, [])) {
      const why = await askModel(needs.providerUrl);
      if (why === null) await ask(needs.pool, succeeded, [id]);
      else await ask(needs.pool, failed, [id, why]);
    }
  }

  return {
    areOff: () => needs.off.isOn(),
    set(on) {
      needs.off.set(!on);
      if (!on) return;
      until = performance.now() + lookForMs;
      void takeUpQueued();
    },
    askModel: () => askModel(needs.providerUrl),
    markFailed: async (id, why) => void (await ask(needs.pool, failed, [id, why])),
    stop: () => stopped.abort(),
  };
}

async function askModel(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/v1/answers`, {
      method: 'POST',
      signal: AbortSignal.timeout(providerTimeoutMs),
    });
    await response.body?.cancel();
    return response.ok ? null : `model provider answered ${response.status}`;
  } catch (error) {
    return `model provider gave no answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function lost(error: unknown): object {
  return { event: 'queue-not-read', message: error instanceof Error ? error.message : String(error) };
}
