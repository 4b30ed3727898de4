import { describe, expect, test } from 'vitest';
import type { AutoDeploy, FormerAutoDeploys } from '../../src/domain/auto-deploy.ts';
import { RecourseError } from '../../src/domain/errors.ts';
import type { GivenGrant } from '../../src/engine/step.ts';
import type { DeployProvider } from '../../src/ports/deploys.ts';
import { redeployCommit } from '../../src/steps/redeploy-commit.ts';
import { makeEffort } from '../adapters/effort.ts';
import { makeGrant } from '../adapters/grant.ts';

const [older, newer] = ['4f1c2ab', '9e8d7c6'];
const automatic: AutoDeploy = { on: true, setting: 'checksPass' };
const off: AutoDeploy = { on: false, setting: 'off' };

/** A place that does what it is told, and notes in which order. */
function makePlace(given: { runs?: string; auto?: AutoDeploy | null; mayHold?: boolean } = {}) {
  const { mayHold = true } = given;
  const place = {
    runs: given.runs ?? newer,
    auto: given.auto === undefined ? automatic : given.auto,
    heard: [] as string[],
  };
  const provider: Partial<DeployProvider> = {
    name: 'api',
    current: async () => place.runs,
    deploy: async (commit) => {
      place.heard.push(`deploy ${commit}`);
      place.runs = commit;
      return [{ check: 'api', result: 'passed', say: `api runs ${commit}` }];
    },
    autoDeploy:
      place.auto === null
        ? null
        : {
            read: async () => place.auto ?? off,
            hold: async () => {
              if (!mayHold) throw new RecourseError('The token may not.', { code: 'provider-refused', hint: 'Ask.' });
              place.heard.push('hold');
              place.auto = off;
            },
            release: async () => ({ check: 'api', result: 'passed', say: 'again' }),
          },
  };
  return { place, provider };
}

function house(provider: Partial<DeployProvider>, autoDeploys: FormerAutoDeploys = {}): GivenGrant {
  return {
    incident: { id: 'INC-7', autoDeploys, proposed: { plan: { deploys: [{ target: 'api', commit: older }] } } },
    ports: { deploys: [provider] },
    effort: makeEffort(),
    grant: makeGrant('INC-7'),
  } as unknown as GivenGrant;
}

async function intentOf(given: GivenGrant, begun: Parameters<typeof redeployCommit.check>[1] = null) {
  const check = await redeployCommit.check(given, begun);
  if (check.kind !== 'to-do') throw new Error(check.kind);
  return check.intent;
}

describe('auto-deploy', () => {
  test('is switched off before the rollback, and what it was is in the intent and in the outcome', async () => {
    const { place, provider } = makePlace();
    const given = house(provider);
    const intent = await intentOf(given);
    expect(intent.deploys).toEqual([{ target: 'api', commit: older, before: newer, autoDeploy: automatic }]);
    const outcome = await redeployCommit.run(given, intent);
    expect(place.heard).toEqual(['hold', `deploy ${older}`]);
    expect(redeployCommit.outcome.parse(outcome).held).toEqual([{ target: 'api', former: automatic }]);
  });

  test('is remembered as it was before the incident, however often the step is tried', async () => {
    const { provider } = makePlace({ auto: off });
    expect((await intentOf(house(provider, { api: automatic }))).deploys[0]?.autoDeploy).toEqual(automatic);
  });

  test('that was off before stays nobody’s business', async () => {
    const { place, provider } = makePlace({ auto: off });
    const given = house(provider);
    const outcome = await redeployCommit.run(given, await intentOf(given));
    expect(place.heard).toEqual([`deploy ${older}`]);
    expect(outcome.held).toEqual([]);
  });

  test('that cannot be switched off is a warning, and the bad code goes all the same', async () => {
    const { place, provider } = makePlace({ mayHold: false });
    const given = house(provider);
    const outcome = await redeployCommit.run(given, await intentOf(given));
    expect(place.runs).toBe(older);
    expect(outcome.held).toEqual([]);
    expect(outcome.findings?.[0]).toMatchObject({ result: 'warned', hint: expect.stringContaining('the next push') });
  });

  test('is switched off where the target runs the commit already: the next push would bring the bad one back', async () => {
    const { place, provider } = makePlace({ runs: older });
    const given = house(provider);
    await redeployCommit.run(given, await intentOf(given));
    expect(place.heard).toEqual(['hold']);
  });
});

describe('after a crash in the middle', () => {
  const begun = { deploys: [{ target: 'api', commit: older, before: newer, autoDeploy: automatic }] };
  const known = { api: automatic };

  test('what is deployed and held is done', async () => {
    const { provider } = makePlace({ runs: older, auto: off });
    expect(await redeployCommit.check(house(provider, known), begun)).toMatchObject({
      kind: 'already-done',
      outcome: { held: [{ target: 'api', former: automatic }] },
    });
  });

  test('what is deployed and not held is still to do, and nothing is deployed twice', async () => {
    const { place, provider } = makePlace({ runs: older });
    const given = house(provider, known);
    await redeployCommit.run(given, await intentOf(given, begun));
    expect(place.heard).toEqual(['hold']);
  });

  test('an intent of before auto-deploy was looked at is still understood', () => {
    const old = { deploys: [{ target: 'api', commit: older, before: newer }] };
    expect(redeployCommit.intent.parse(old).deploys[0]?.autoDeploy).toBeNull();
  });
});
