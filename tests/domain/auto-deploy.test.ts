import { expect, test } from 'vitest';
import { rememberAutoDeploys } from '../../src/domain/auto-deploy.ts';
import { deciding } from '../support/incident-builder.ts';

const on = { on: true, setting: 'commit' };
const off = { on: false, setting: 'off' };
const intent = (target: string, autoDeploy: unknown) => ({
  deploys: [{ target, commit: 'aaaa111', before: null, autoDeploy }],
});

test('the first that was on stands: what is read later is our own doing', () => {
  const first = rememberAutoDeploys({}, intent('api', on));
  expect(first).toEqual({ api: on });
  expect(rememberAutoDeploys(first, intent('api', { on: true, setting: 'off' }))).toEqual({ api: on });
  expect(rememberAutoDeploys(first, intent('web', on))).toEqual({ api: on, web: on });
});

test.each([
  ['was off', intent('api', off)],
  ['cannot be switched', intent('api', null)],
  ['is not named', { deploys: [{ target: 'api', commit: 'aaaa111', before: null }] }],
  ['belongs to another step', { copyName: 'app_scratch' }],
  ['is nothing', null],
])('an intent in which auto-deploy %s adds nothing', (_, some) => {
  expect(rememberAutoDeploys({}, some)).toEqual({});
});

test('what was on is known from the intent on, and outlives the plan that switched it off', () => {
  const begun = deciding().write({
    kind: 'step-began',
    step: 'redeploy-commit',
    attempt: 1,
    fence: 1,
    intent: intent('api', on),
  });
  expect(begun.incident.autoDeploys).toEqual({ api: on });
  const failed = begun.write({
    kind: 'step-failed',
    step: 'redeploy-commit',
    error: { code: 'deploy-failed', say: 'no', hint: 'again' },
    findings: [],
  });
  const again = failed.write({ kind: 'path-chosen', choice: { path: 'restore' }, why: 'other' });
  expect(again.incident.autoDeploys).toEqual({ api: on });
});
