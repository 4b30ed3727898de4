import { describe, expect, test } from 'vitest';
import type { EntryBody } from '../../src/domain/entry.ts';
import { judgeOffer } from '../../src/plan/path-barriers.ts';
import { offerOf } from '../../src/plan/path-offers.ts';
import { dueMoves } from '../../src/policy/due.ts';
import { turnToSwitchOn } from '../../src/policy/switch-on-again.ts';
import { deciding, fullTeam, lead, policy, type Tale } from '../support/incident-builder.ts';

const line = { run: ['true'] };
const one = { name: 'test-runs', title: 'Test runs', of: 'provider', state: line, disable: line, enable: line };
const withSwitches = (...switches: readonly object[]) => policy({ switches } as never);
const provider = { ...one, evidence: { count: 'SELECT 1' }, recheck: { query: 'SELECT 0' } };
const service = withSwitches(provider);

const turn = { path: 'provider-outage', switch: 'test-runs', turn: 'off' } as const;
const steps = ['switch-off', 'watch-provider'];
const begin = (step: string, intent: unknown): EntryBody => ({
  kind: 'step-began',
  step,
  attempt: 1,
  fence: 1,
  intent,
});
const finish = (step: string, outcome: unknown): EntryBody => ({
  kind: 'step-done',
  step,
  outcome,
  findings: [],
  found: false,
});
const before = (former: 'on' | 'off') => ({ switch: 'test-runs', title: 'Test runs', former });

/** Switched off under a vote, watched, and recovered. */
function switchedOff(former: 'on' | 'off' = 'on'): Tale {
  return deciding()
    .write({ kind: 'path-chosen', choice: turn, why: 'not ours' }, lead)
    .plan({ path: 'provider-outage', choice: turn, steps })
    .decide('approve', lead)
    .write(begin('switch-off', before(former)))
    .write(finish('switch-off', { switch: 'test-runs', former }));
}
const watched = (tale: Tale) =>
  tale
    .write(begin('watch-provider', {}))
    .write(finish('watch-provider', { looks: 9, wellFor: 3 }))
    .write({ kind: 'incident-recovered', summary: 'done' });

describe('a provider that was waited for', () => {
  test('is proposed to be switched on again by the fold alone, once (B11)', () => {
    const tale = watched(switchedOff());
    const proposed = turnToSwitchOn(tale.incident);
    expect(proposed).toMatchObject({
      choice: { ...turn, turn: 'on' },
      why: expect.stringContaining('3 looks in a row'),
    });
    if (proposed === null) throw new Error('nothing proposed');
    const chosen = tale.write({ kind: 'path-chosen', ...proposed });
    expect(turnToSwitchOn(chosen.incident)).toBeNull();
  });

  test('is left to people where it was off before, where nobody watched, and while it is not well', () => {
    expect(turnToSwitchOn(watched(switchedOff('off')).incident)).toBeNull();
    expect(turnToSwitchOn(switchedOff().incident)).toBeNull();
    const skipped = switchedOff()
      .write(begin('watch-provider', {}))
      .write(finish('watch-provider', {}))
      .write({ kind: 'incident-recovered', summary: 'done' });
    expect(turnToSwitchOn(skipped.incident)).toBeNull();
  });
});

describe('the fold', () => {
  test('remembers from the intent on what was on, through a killed attempt, until it is on again', () => {
    const begun = switchedOff().incident;
    expect(begun.switches['test-runs']).toMatchObject({ former: 'on' });
    const on = watched(switchedOff())
      .write({ kind: 'path-chosen', choice: { ...turn, turn: 'on' }, why: 'well' })
      .plan({ path: 'provider-outage', choice: { ...turn, turn: 'on' }, steps: ['switch-on'] })
      .decide('approve', lead)
      .write(begin('switch-on', { switch: 'test-runs' }));
    expect(Object.keys(on.incident.switches)).toEqual(['test-runs']);
    expect(on.write(finish('switch-on', { switch: 'test-runs' })).incident.switches).toEqual({});
  });
});

describe('the offer', () => {
  const offer = (tale: Tale, by = service) => judgeOffer(offerOf(tale.incident, 'provider-outage'), tale.incident, by);

  test('says why there is none, names the only switch, and turns what is off because of us on again (P7)', () => {
    expect(offer(deciding(), policy())).toMatchObject({
      whyNot: expect.stringContaining('recourse.yaml names no use'),
    });
    expect(offer(deciding())).toMatchObject({ choice: turn });
    expect(offer(watched(switchedOff()))).toMatchObject({ choice: { ...turn, turn: 'on' } });
  });

  test('asks which one where there are two', () => {
    const two = withSwitches(provider, { ...provider, name: 'mail', title: 'Mail' });
    expect(offer(deciding(), two)).toMatchObject({ switches: [{ name: 'test-runs' }, { name: 'mail' }] });
  });
});

test('while something is off people are told again, at the switch’s own pace, and no longer once it is settled', () => {
  const hour = 3_600_000;
  const told = (tale: Tale) =>
    dueMoves(tale.incident, service, fullTeam, tale.now).moves.flatMap(({ draft }) =>
      draft.body.kind === 'switch-reminded' ? [draft.body] : [],
    );
  const off = switchedOff();
  expect(told(off.wait(hour - 1))).toEqual([]);
  const [body] = told(off.wait(hour));
  expect(body).toMatchObject({ switch: 'test-runs', offMs: hour });
  if (body === undefined) throw new Error('nobody was reminded');
  const reminded = off.wait(hour).write(body);
  expect(told(reminded.wait(hour - 1))).toEqual([]);
  expect(told(reminded.wait(hour))).toHaveLength(1);
  const stopped = reminded.write({ kind: 'execution-abandoned', why: 'enough' }, lead);
  const left = stopped.write({ kind: 'switch-settled', switch: 'test-runs', how: 'left-off' }, lead);
  expect(told(left.wait(5 * hour))).toEqual([]);
});
