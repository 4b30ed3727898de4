import { describe, expect, test } from 'vitest';
import { type Trigger, TriggerCode } from '../../src/domain/trigger.ts';
import { recommend } from '../../src/policy/recommendation.ts';
import { measuredFacts, readTriggers } from '../../src/policy/triggers.ts';
import { deciding, declared, policy } from '../support/incident-builder.ts';

const service = policy();
const read = (trigger: Trigger) => readTriggers(declared({ triggers: [trigger] }).incident, service)[0];

describe('a trigger', () => {
  test.each([
    ['critical-function-broken', 'for', ['S7', 'R1']],
    ['data-corruption', 'for', ['S7', 'P8']],
    ['security-vulnerability', 'for', ['S7', 'R1']],
    ['not-fixable-in-time', 'for', ['S7']],
    ['error-rate', 'for', ['R1']],
    ['service-unavailable', 'for', ['R1']],
    ['migration-failed', 'for', ['G2']],
    ['data-deleted', 'for', ['P8']],
    ['minor-bug', 'against', ['S7']],
    ['ui-issue', 'against', ['S7']],
    ['forward-fixable', 'against', ['S7']],
    ['other', 'silent', []],
  ] as const)('%s speaks %s, by %j', (code, side, rules) => {
    expect(read({ code })).toMatchObject({ code, side, rules });
  });

  test.each([
    [24.9, 'against'],
    [25, 'silent'],
    [37, 'silent'],
    [50, 'silent'],
    [50.1, 'for'],
    [300, 'for'],
    [undefined, 'silent'],
  ] as const)('of %s percent slower speaks %s', (degradationPercent, side) => {
    expect(
      read({ code: 'performance-degraded', ...(degradationPercent === undefined ? {} : { degradationPercent }) }),
    ).toMatchObject({ side });
  });

  test('between 25 and 50 % makes the policy say that it says nothing', () => {
    expect(read({ code: 'performance-degraded', degradationPercent: 40 })?.say).toBe(
      'Performance degraded by 40 %: the policy says nothing between 25 and 50 % (S7).',
    );
  });

  test('speaks by the numbers of the policy', () => {
    const strict = policy({ triggers: { degraded_for_percent: 20, degraded_against_percent: 10 } } as never);
    const { incident } = declared({ triggers: [{ code: 'performance-degraded', degradationPercent: 22 }] });
    expect(readTriggers(incident, strict)[0]).toMatchObject({
      side: 'for',
      say: 'Performance degraded by 22 %, more than 20 % (S7).',
    });
  });

  test('has a reading, whatever its code', () => {
    for (const code of TriggerCode.options) expect(read({ code })?.say).toMatch(/\.$/);
  });
});

test('a spent fix-forward budget becomes a trigger, and "can be fixed forward" no longer speaks against', () => {
  const tale = declared({ triggers: [{ code: 'forward-fixable' }] });
  const spent = tale.write({ kind: 'fix-forward-budget-spent', endedAt: tale.incident.declaredAt });
  expect(readTriggers(spent.incident, service).map(({ side, say }) => [side, say])).toEqual([
    ['for', 'Not fixed forward within 30 min: that budget is spent (S7).'],
  ]);
});

test('what was measured stands beside what was entered, the cost of the restore first of all (P8)', () => {
  const table = { table: 'public.test_runs', inserted: 12, updated: 3, deleted: 1_788, examples: [] };
  const loss = {
    countedAt: declared().incident.declaredAt,
    since: declared().incident.declaredAt,
    method: 'xmin' as const,
  };
  const tale = deciding().plan({
    statedLoss: { ...loss, tables: [table], unmeasured: [{ table: 'public.logs', why: 'no primary key' }] },
  });
  expect(measuredFacts(tale.incident, service)).toEqual({
    forRollback: ['Measured: the restore brings back 1,791 rows.'],
    against: [
      'Measured: the restore loses 15 rows written since the backup (P8).',
      'Not measured: public.logs (no primary key).',
    ],
  });
});

describe('the recommendation', () => {
  const advise = (preference: string, ...codes: TriggerCode[]) =>
    recommend(declared({ triggers: codes.map((code) => ({ code })) }).incident, policy({ preference }));

  test.each([
    ['restore-first', ['data-deleted'], 'approve'],
    ['restore-first', ['minor-bug'], 'hold'],
    ['restore-first', ['data-deleted', 'minor-bug'], 'none'],
    ['restore-first', ['other'], 'none'],
    ['forward-fix-first', ['error-rate'], 'hold'],
    ['forward-fix-first', ['data-corruption'], 'approve'],
    ['forward-fix-first', ['not-fixable-in-time'], 'approve'],
    ['code-first', ['service-unavailable'], 'hold'],
    ['code-first', ['data-deleted'], 'approve'],
    ['when-in-doubt-roll-back', ['other'], 'approve'],
    ['when-in-doubt-roll-back', ['error-rate', 'ui-issue'], 'approve'],
    ['when-in-doubt-roll-back', ['ui-issue'], 'hold'],
  ] as const)('of a team that is %s on %j is: %s', (preference, codes, choice) => {
    expect(advise(preference, ...codes).choice).toBe(choice);
  });

  test('names the rules that led to it', () => {
    expect(advise('restore-first', 'data-deleted', 'critical-function-broken').say).toBe(
      'Roll back: data deleted (P8) and critical function broken (S7, R1). Nothing that was entered speaks against it.',
    );
    expect(advise('when-in-doubt-roll-back', 'other').say).toContain('When in doubt, this team rolls back (R2).');
  });
});

test('orphans that were counted speak for a restore above the safe number, and for a repair below it (P3, P8)', () => {
  const orphans = [
    { name: 'versions without their prompt', number: 101 },
    { name: 'runs without their prompt', number: 3 },
    { name: 'keys without their user', number: 0 },
    { name: 'a query that failed', number: null },
  ];
  const step = 'capture-evidence';
  const tale = declared()
    .write({ kind: 'step-began', step, attempt: 1, fence: 1, intent: {} })
    .write({ kind: 'step-done', step, outcome: { orphans }, findings: [], found: false });
  expect(measuredFacts(tale.incident, service)).toEqual({
    forRollback: [
      'Measured: versions without their prompt: 101 rows, more than the 100 that are safely repaired (P8).',
    ],
    against: ['Measured: runs without their prompt: 3 rows, few enough to be repaired without a restore (P3).'],
  });
});
