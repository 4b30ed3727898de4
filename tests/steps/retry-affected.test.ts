import { describe, expect, test } from 'vitest';
import { digestOf } from '../../src/domain/canonical.ts';
import type { GivenGrant } from '../../src/engine/step.ts';
import { retryAffected } from '../../src/steps/retry-affected.ts';
import { makeGrant } from '../adapters/grant.ts';

const command = { run: ['./ops/retry.sh'], timeout: 1_000, env: [] };

/** A house whose retry command puts requests into a queue: they count as failed until `failing` is changed. */
function house(ids: readonly string[], by: 'command' | 'script' = 'command') {
  const seen = {
    well: true,
    failing: [...ids],
    handed: [] as string[][],
    scripts: [] as string[],
    progress: [] as string[],
  };
  const scriptIs = { digest: 'd'.repeat(64), script: '/ops/retry.sql' };
  const retry = {
    by,
    id: 'retry-9',
    ids,
    ...(by === 'command' ? { run: command.run, digest: digestOf(command) } : scriptIs),
  };
  const incident = {
    id: 'INC-7',
    proposed: {
      plan: {
        target: { database: 'app', oid: 16_401, systemIdentifier: null },
        switching: { name: 'test-runs', title: 'Test runs', of: 'provider', turn: 'on', retry },
      },
    },
    steps: {} as Record<string, unknown>,
  };
  const ports = {
    switches: { look: async () => ({ well: seen.well, say: 'answered 503' }) },
    evidence: { production: async () => ({ name: 'app', oid: 16_401 }) },
    affectedRows: {
      stillGiven: async (_: string, __: string, asked: readonly string[]) =>
        asked.filter((id) => seen.failing.includes(id)),
    },
    commands: {
      run: async (_: unknown, __: unknown, ___: unknown, environment: Record<string, string>) => {
        seen.handed.push(JSON.parse(environment['RECOURSE_CORRELATION_IDS'] ?? '[]'));
        return { exitCode: 0, output: '', durationMs: 1 };
      },
    },
  };
  const service = {
    switches: [
      { name: 'test-runs', recheck: {}, evidence: { affected: 'SELECT 1' }, retry: { command: { ...command } } },
    ],
  };
  const effort = { tag: { run: 'INC-7' }, progress: (say: string) => void seen.progress.push(say) };
  const given = { incident, ports, service, effort, grant: makeGrant('INC-7') } as unknown as GivenGrant;
  return { seen, given, incident, service };
}

const intent = { id: 'retry-9', by: 'command' } as const;

describe('a retry by a command', () => {
  test('that only puts requests into a queue is done and not failed, so that nobody retries them twice (B11)', async () => {
    const { given } = house(['a', 'b']);
    const outcome = await retryAffected.run(given, intent);
    const [finding] = await retryAffected.verify(given, outcome);
    expect(finding).toMatchObject({ result: 'warned', say: 'of 2 retried requests, 2 still count as failed' });
  });

  test('is handed only those of the voted requests that still fail, and tells how many (B11)', async () => {
    const { given, seen } = house(['a', 'b', 'c']);
    seen.failing = ['c', 'a', 'never-voted-on'];
    const outcome = await retryAffected.run(given, intent);
    expect(seen.handed).toEqual([['a', 'c']]);
    expect(outcome).toMatchObject({ handed: 2 });
    seen.failing = ['a'];
    const [finding] = await retryAffected.verify(given, outcome);
    expect(finding?.say).toBe('of 3 requests, 2 were retried, and 1 still count as failed');
  });

  test('does not begin where all were repeated since the vote, and says so', async () => {
    const { given, seen } = house(['a', 'b']);
    seen.failing = [];
    expect(await retryAffected.check(given, null)).toMatchObject({
      kind: 'already-done',
      outcome: { handed: 0 },
      findings: [{ result: 'passed', say: expect.stringContaining('nothing is retried') }],
    });
    expect(await retryAffected.run(given, intent)).toMatchObject({ handed: 0 });
    expect(seen.handed).toEqual([]);
  });

  test('that is begun a second time says so, and leaves out what succeeded in between', async () => {
    const { given, seen, incident } = house(['a', 'b']);
    incident.steps['retry-affected'] = { status: 'pending', attempts: 1, intent };
    seen.failing = ['b'];
    const check = await retryAffected.check(given, null);
    expect(check).toMatchObject({ kind: 'to-do', intent: { again: true } });
    const outcome = await retryAffected.run(given, { ...intent, again: true });
    expect(seen.handed).toEqual([['b']]);
    expect(seen.progress.join()).toContain('was begun before');
    const findings = await retryAffected.verify(given, outcome);
    expect(findings[0]).toMatchObject({ result: 'warned', say: expect.stringContaining('was begun before') });
  });

  test('that was cut off is left to a person, who is told what trying again means', async () => {
    const { given } = house(['a', 'b']);
    const check = await retryAffected.check(given, intent);
    expect(check).toMatchObject({
      kind: 'cannot-tell',
      say: expect.stringContaining('hands these over a second time'),
    });
  });
});

describe('the same retry', () => {
  test('is refused where the provider is not well any more, and under an approval of a drill (I1)', async () => {
    const { given, seen } = house(['a']);
    seen.well = false;
    expect(await retryAffected.check(given, null)).toMatchObject({
      kind: 'refused',
      say: expect.stringContaining('not well again: answered 503'),
    });
    const drilled = { ...given, grant: { ...given.grant, kind: 'rehearsal' } } as unknown as GivenGrant;
    await expect(retryAffected.run(drilled, intent)).rejects.toThrow('given in a drill');
    expect(seen.handed).toEqual([]);
  });

  test('is refused where recourse.yaml would run it elsewhere than was voted on', async () => {
    const { given, seen, service } = house(['a']);
    Object.assign(service.switches[0]?.retry.command ?? {}, { cwd: '/elsewhere' });
    await expect(retryAffected.check(given, null)).rejects.toThrow('not the one any more');
    await expect(retryAffected.run(given, intent)).rejects.toThrow('not the one any more');
    expect(seen.handed).toEqual([]);
  });
});
