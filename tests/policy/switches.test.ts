import { describe, expect, test } from 'vitest';
import type { EntryBody } from '../../src/domain/entry.ts';
import type { PlannedSwitch } from '../../src/domain/switches.ts';
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
const asFound = (former: 'on' | 'off') => ({ switch: 'test-runs', title: 'Test runs', former });

/** Switched off under a vote, watched, and recovered. */
function switchedOff(former: 'on' | 'off' = 'on'): Tale {
  return deciding()
    .write({ kind: 'path-chosen', choice: turn, why: 'not ours' }, lead)
    .plan({ path: 'provider-outage', choice: turn, steps })
    .decide('approve', lead)
    .write(begin('switch-off', asFound(former)))
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

const planned = (change: Partial<PlannedSwitch> = {}): PlannedSwitch => ({
  ...{ name: 'test-runs', title: 'Test runs', of: 'provider', turn: 'off', found: 'on' },
  ...{ evidence: null, retry: null },
  ...change,
});
const failing = (code: string): EntryBody => ({
  kind: 'step-failed',
  step: 'switch-off',
  error: { code, say: 'no', hint: 'look' },
  findings: [],
});
const proposed = (tale: Tale, switching: PlannedSwitch = planned()) =>
  tale.plan({ path: 'provider-outage', choice: { ...turn, turn: switching.turn }, steps, switching });
const approved = (switching?: PlannedSwitch) =>
  proposed(deciding().write({ kind: 'path-chosen', choice: turn, why: 'not ours' }, lead), switching).decide(
    'approve',
    lead,
  );
const offer = (tale: Tale, by = service) => judgeOffer(offerOf(tale.incident, 'provider-outage'), tale.incident, by);
const again = (tale: Tale) =>
  tale
    .write({ kind: 'execution-abandoned', why: 'enough' }, lead)
    .write({ kind: 'path-chosen', choice: turn, why: 'again' }, lead);

describe('what a person switched off by hand for the plan', () => {
  const byHand = (found: 'on' | 'off') =>
    approved(planned({ found })).write(failing('check-failed')).write(finish('switch-off', {}), lead);

  test('is remembered as the plan found it, although no attempt began: people are reminded, and it is switched on again', () => {
    const tale = byHand('on');
    expect(tale.incident.switches['test-runs']).toEqual({ title: 'Test runs', former: 'on', since: expect.anything() });
    const { moves } = dueMoves(tale.incident, service, fullTeam, tale.wait(3_600_000).now);
    expect(moves.map(({ draft }) => draft.body.kind)).toContain('switch-reminded');
    expect(turnToSwitchOn(watched(tale).incident)).toMatchObject({ choice: { turn: 'on' } });
  });

  test('is nobody’s to switch on where the plan found it off', () => {
    const tale = watched(byHand('off'));
    expect(turnToSwitchOn(tale.incident)).toBeNull();
    expect(offer(tale)).toMatchObject({ whyNot: expect.stringContaining('none of these switches is off') });
    expect(offer(byHand('off').write({ kind: 'execution-abandoned', why: 'enough' }, lead))).toMatchObject({
      choice: { turn: 'off' },
    });
  });
});

describe('what could not be switched off', () => {
  const failed = (code: string) =>
    approved()
      .write(begin('switch-off', asFound('on')))
      .write(failing(code));

  test('and was seen on afterwards, is not said to be off, and is offered to be switched off however often it is chosen', () => {
    const tale = failed('command-failed');
    expect(tale.incident.switches).toEqual({});
    expect(offer(proposed(again(tale)))).toMatchObject({ choice: { turn: 'off' } });
  });

  test('stays remembered where nobody could look, until a preparation finds it on', () => {
    const blind = failed('check-failed');
    expect(Object.keys(blind.incident.switches)).toEqual(['test-runs']);
    expect(offer(again(blind))).toMatchObject({ choice: { turn: 'off' } });
    expect(offer(proposed(again(blind), planned({ found: 'off' })))).toMatchObject({ choice: { turn: 'on' } });
    const seen = proposed(again(blind));
    expect(seen.incident.switches).toEqual({});
    expect(offer(seen)).toMatchObject({ choice: { turn: 'off' } });
  });

  test('is tried again where nobody can tell', () => {
    const unknown = approved()
      .write(begin('switch-off', asFound('on')))
      .write({ kind: 'step-became-unknown', step: 'switch-off', say: 'no answer' });
    expect(offer(again(unknown))).toMatchObject({ choice: { turn: 'off' } });
    expect(offer(proposed(again(unknown)))).toMatchObject({ choice: { turn: 'off' } });
  });
});

describe('what this incident switched on again', () => {
  const retrying = withSwitches({ ...provider, retry: { command: line } });
  const onAgain = () =>
    watched(switchedOff())
      .write({ kind: 'path-chosen', choice: { ...turn, turn: 'on' }, why: 'well' })
      .plan({ path: 'provider-outage', choice: { ...turn, turn: 'on' }, steps: ['switch-on', 'retry-affected'] })
      .decide('approve', lead)
      .write(begin('switch-on', { switch: 'test-runs' }))
      .write(finish('switch-on', { switch: 'test-runs' }));

  test('is offered once more for what was not retried yet: rows that are more than are kept, or a retry that was refused (B11)', () => {
    const refused = onAgain().write({ kind: 'execution-abandoned', why: 'the script was changed' }, lead);
    expect(offer(refused, retrying)).toMatchObject({ choice: { ...turn, turn: 'on' } });
    const recovered = onAgain()
      .write(begin('retry-affected', {}))
      .write(finish('retry-affected', {}))
      .write({ kind: 'incident-recovered', summary: 'done' });
    expect(offer(recovered, retrying)).toMatchObject({ choice: { ...turn, turn: 'on' } });
    expect(offer(recovered, service)).toMatchObject({ whyNot: expect.stringContaining('has recovered') });
    expect(turnToSwitchOn(recovered.incident)).toBeNull();
  });
});

describe('the offer', () => {
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
