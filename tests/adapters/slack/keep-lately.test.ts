import { expect, test } from 'vitest';
import { keepLately } from '../../../src/adapters/slack/keep-lately.ts';
import type { ResolvedRoster } from '../../../src/domain/person.ts';
import { fullTeam, lead, policy } from '../../support/incident-builder.ts';

const service = policy();
const away: ResolvedRoster = {
  roster: { 'team-lead': [lead] },
  unresolved: [{ role: 'cto', why: 'Slack could not be asked (ratelimited)', passing: true }],
};
const refused: ResolvedRoster = { roster: { 'team-lead': [lead] }, unresolved: [{ role: 'cto', why: 'is a bot' }] };

/** People whose lookups end as told, one after the other, on a clock that only the test moves. */
function lookups(...answers: readonly ResolvedRoster[]) {
  let [asked, now] = [0, 0];
  const lately = keepLately(
    async () => {
      asked += 1;
      return answers[asked - 1] ?? fullTeam;
    },
    () => now,
  );
  return {
    lately: () => lately(service),
    wait: (ms: number) => {
      now += ms;
    },
    asked: () => asked,
  };
}

test('many screens that are drawn at once ask for the people once', async () => {
  const { lately, asked } = lookups();
  await Promise.all(Array.from({ length: 50 }, lately));
  expect(asked()).toBe(1);
});

test('while Slack cannot be asked, screens go on naming everybody who was known a moment ago', async () => {
  const { lately, wait } = lookups(fullTeam, away);
  await lately();
  wait(11_000);
  expect(await lately()).toEqual(fullTeam);
});

test('with nothing known before, what could not be looked up is said', async () => {
  expect(await lookups(away).lately()).toEqual(away);
});

test('what Slack refuses for good replaces what was known', async () => {
  const { lately, wait } = lookups(fullTeam, refused);
  await lately();
  wait(11_000);
  expect(await lately()).toEqual(refused);
});
