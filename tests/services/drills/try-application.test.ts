import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import type { DrillApplication, SmokeChecks } from '../../../src/ports/outside.ts';
import { startStopwatch } from '../../../src/services/drills/stopwatch.ts';
import { tryApplication } from '../../../src/services/drills/try-application.ts';
import { makeEffort } from '../../adapters/effort.ts';

const passed = (check: string): Finding => ({ check, result: 'passed', say: '200' });
const failed = (check: string): Finding => ({ check, result: 'failed', say: 'refused', hint: 'Start it.' });

/** An application that is there only while it runs; `runs` is how it goes on until it is stopped. */
function application(runs: (signal: AbortSignal) => Promise<never> | Promise<{ exitCode: number; output: string }>) {
  const events: string[] = [];
  let running = false;
  const health: SmokeChecks = {
    async run({ readOnly }, { signal }) {
      if (readOnly) return [failed('health')];
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      return [running ? passed('health') : failed('health')];
    },
  };
  const checks: SmokeChecks = { run: async () => [passed('GET /api/prompts'), passed('GET /api/test-runs')] };
  const app: DrillApplication = {
    health,
    checks,
    async run(database, { signal }) {
      events.push(`started on ${database}`);
      running = true;
      try {
        return await runs(signal);
      } finally {
        running = false;
        events.push('stopped');
      }
    },
  };
  return { app, events };
}

const untilStopped = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

async function tried(app: DrillApplication) {
  const times: string[] = [];
  const watch = startStopwatch({ now: () => new Date(0) }, ({ phase }) => times.push(phase));
  const findings = await tryApplication(app, 'shop_scratch', { watch, effort: makeEffort() });
  watch.end();
  return { findings, times };
}

describe('the application on a drilled copy (B7, G9)', () => {
  test('is started on the scratch database, asked, and stopped', async () => {
    const { app, events } = application(untilStopped);
    const { findings, times } = await tried(app);
    expect(findings.map(({ check, result }) => [check, result])).toEqual([
      ['application: health', 'passed'],
      ['application: GET /api/prompts', 'passed'],
      ['application: GET /api/test-runs', 'passed'],
    ]);
    expect(times).toEqual(['application', 'smoke']);
    expect(events).toEqual(['started on shop_scratch', 'stopped']);
  });

  test('that ends by itself is told with its exit code and last words, not as a check that failed', async () => {
    const { app } = application(async () => ({ exitCode: 3, output: 'no such table: prompts' }));
    const { findings } = await tried(app);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.say).toBe(
      'the application ended by itself with exit code 3; it said last: no such table: prompts',
    );
  });

  test('that is not ready in time is asked nothing more, and stopped', async () => {
    const { app, events } = application(untilStopped);
    const dumb = { ...app, health: { run: async () => [failed('health')] } };
    const { findings, times } = await tried(dumb);
    expect(findings.map(({ check, result }) => [check, result])).toEqual([['application: health', 'failed']]);
    expect(times).toEqual(['application']);
    expect(events.at(-1)).toBe('stopped');
  });

  test('is not started where somebody else answers at its address: its checks could write into production', async () => {
    const { app, events } = application(untilStopped);
    const { findings } = await tried({ ...app, health: { run: async () => [passed('health')] } });
    expect(findings[0]?.say).toContain('something answers at drill.application.health_url');
    expect(events).toEqual([]);
  });
});
