import { expect, test } from 'vitest';
import type { AutoDeploy } from '../../../src/domain/auto-deploy.ts';
import type { EntryBody } from '../../../src/domain/entry.ts';
import { RecourseError } from '../../../src/domain/errors.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import { theBot } from '../../../src/domain/person.ts';
import { granted } from '../../../src/domain/verdict.ts';
import type { DeployProvider } from '../../../src/ports/deploys.ts';
import type { House } from '../../../src/services/house.ts';
import { close } from '../../../src/services/incidents/close.ts';
import { policy, requester } from '../../support/incident-builder.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { restoreStory, storyBegins, storyIncident } from '../../support/restore-story.ts';
import { votingHouse } from '../../support/voting-house.ts';

const was: AutoDeploy = { on: true, setting: 'checksPass' };
const answer = (name: string, result: Finding['result'] = 'passed'): Finding => ({
  check: name,
  result,
  say: 'as it was',
});

/** Providers that note what they are set to; `web` answers as it is told. */
function makeProviders(web: () => Promise<Finding> = async () => answer('web')) {
  const released: string[] = [];
  const make = (name: string, then: () => Promise<Finding>): Partial<DeployProvider> => ({
    name,
    autoDeploy: {
      read: async () => ({ on: false, setting: 'off' }),
      hold: async () => undefined,
      release: async ({ setting }) => {
        released.push(`${name} ${setting}`);
        return then();
      },
    },
  });
  return { released, deploys: [make('api', async () => answer('api')), make('web', web)] };
}

/** An incident whose redeploy switched auto-deploy off at these targets. */
async function world(off: readonly string[], providers = makeProviders()) {
  const [first] = restoreStory;
  if (first === undefined) throw new Error('the story begins');
  const memory = memoryStore(storyBegins, first);
  const ports = { deploys: providers.deploys, copies: { ofRun: async () => [] } };
  const house = {
    ...votingHouse(memory.store, [policy()]),
    store: memory.store,
    portsOf: () => ports,
  } as unknown as House;
  const deploys = off.map((target) => ({ target, commit: 'aaaa111', before: null, autoDeploy: was }));
  const began: EntryBody = { kind: 'step-began', step: 'redeploy-commit', attempt: 1, fence: 1, intent: { deploys } };
  await house.journal.append(storyIncident, () => granted({ drafts: [{ by: theBot, body: began }] }));
  const settled = () =>
    memory.entries().flatMap(({ body }) => (body.kind === 'auto-deploy-settled' ? [`${body.target} ${body.how}`] : []));
  let request = 0;
  const ask = (autoDeploys?: 'release' | 'leave-off') => {
    request += 1;
    const given = { incident: storyIncident, rootCause: 'a column was dropped', pathUsed: 'restore', autoDeploys };
    return close(house, { person: requester, once: `r${request}` }, given);
  };
  return { ask, settled, released: providers.released, memory };
}

test('an incident that switched nothing off is closed without a question', async () => {
  const { ask, settled } = await world([]);
  expect(await ask()).toMatchObject({ kind: 'granted', value: { phase: 'closed' } });
  expect(settled()).toEqual([]);
});

test('an incident is not closed while an auto-deploy that it switched off is off and nobody said so', async () => {
  const { ask, released } = await world(['api', 'web']);
  expect(await ask()).toMatchObject({
    kind: 'refused',
    reasons: [{ code: 'auto-deploy-off', say: expect.stringContaining('api, web'), hint: expect.any(String) }],
  });
  expect(released).toEqual([]);
});

test('auto-deploy goes on again exactly as it was, before the incident is closed', async () => {
  const { ask, settled, released } = await world(['api', 'web']);
  expect(await ask('release')).toMatchObject({ kind: 'granted', value: { phase: 'closed', autoDeploys: {} } });
  expect(released).toEqual(['api checksPass', 'web checksPass']);
  expect(settled()).toEqual(['api released', 'web released']);
});

test('somebody may say that it stays off', async () => {
  const { ask, settled, released } = await world(['api']);
  expect(await ask('leave-off')).toMatchObject({ kind: 'granted', value: { phase: 'closed' } });
  expect([released, settled()]).toEqual([[], ['api left-off']]);
});

test.each([
  [
    'refuses',
    async () => Promise.reject(new RecourseError('The token may not.', { code: 'provider-refused', hint: 'x' })),
  ],
  ['swallows it', async () => answer('web', 'failed')],
])('a provider that %s leaves the incident open, and what was released stays so', async (_, web) => {
  let broken = true;
  const providers = makeProviders(() => (broken ? web() : Promise.resolve(answer('web'))));
  const { ask, settled, released } = await world(['api', 'web'], providers);
  expect(await ask('release')).toMatchObject({
    kind: 'refused',
    reasons: [{ code: 'auto-deploy-off', say: expect.stringContaining('web could not be switched on again') }],
  });
  expect(settled()).toEqual(['api released']);
  broken = false;
  expect(await ask('release')).toMatchObject({ kind: 'granted', value: { phase: 'closed' } });
  expect(released).toEqual(['api checksPass', 'web checksPass', 'web checksPass']);
});

test('a target that recourse.yaml no longer has can only be left off', async () => {
  const { ask } = await world(['gone']);
  expect(await ask('release')).toMatchObject({
    kind: 'refused',
    reasons: [{ hint: expect.stringContaining('by hand') }],
  });
  expect(await ask('leave-off')).toMatchObject({ kind: 'granted' });
});

test('an incident that is closed already switches nothing on', async () => {
  const { ask, released, memory } = await world(['api']);
  await ask('leave-off');
  const closedWith = memory.entries().length;
  expect(await ask('release')).toMatchObject({ kind: 'refused', reasons: [{ code: 'incident-closed' }] });
  expect(released).toEqual([]);
  expect(memory.entries().length).toBe(closedWith);
});
