import { expect, test } from 'vitest';
import type { Vote } from '../../../src/domain/decision.ts';
import type { Draft, EntryBody } from '../../../src/domain/entry.ts';
import { theBot } from '../../../src/domain/person.ts';
import type { House } from '../../../src/services/house.ts';
import { keepTimeWith } from '../../../src/services/time/keep-time.ts';
import { deciding, lead, policy } from '../../support/incident-builder.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { storyBegins } from '../../support/restore-story.ts';
import { votingHouse } from '../../support/voting-house.ts';

const line = { run: ['true'] };
const service = policy({
  switches: [{ name: 'search', title: 'Search', of: 'feature', state: line, disable: line, enable: line }],
} as never);
const hour = 3_600_000;

/** An incident that switched a feature off and recovered within a minute; whoever asks for people is told that Slack is away. */
async function recovered() {
  const { declaration, proposed } = deciding().incident;
  if (proposed === null) throw new Error('no plan');
  const memory = memoryStore(storyBegins, byBot({ kind: 'incident-declared', declaration }));
  const vote: Vote = {
    choice: 'approve',
    ...{ by: lead, revision: 1, digest: proposed.digest },
    basis: { role: 'team-lead', rule: 'lead', say: 'The team lead may decide (S8).', evidence: [] },
  };
  const plan = { ...proposed, plan: { ...proposed.plan, steps: ['switch-off'] } };
  const bodies: EntryBody[] = [
    { kind: 'plan-proposed', proposed: plan, changes: [] },
    { kind: 'decision-made', vote, votes: [lead] },
    {
      ...{ kind: 'step-began', step: 'switch-off', attempt: 1, fence: 1 },
      intent: { switch: 'search', title: 'Search', former: 'on' },
    },
    { kind: 'step-done', step: 'switch-off', outcome: { switch: 'search' }, findings: [], found: false },
    { kind: 'incident-recovered', summary: '1 of 1 steps done' },
  ];
  const lease = memory.lease();
  await memory.store.append(lease.id, { n: 1 } as never, bodies.map(byBot), {});
  const house = {
    ...votingHouse(memory.store, [service]),
    store: memory.store,
    people: { roster: () => Promise.reject(new Error('Slack is away')), timeZone: async () => null },
  } as unknown as House;
  const keepTime = keepTimeWith({ house, deliver: () => Promise.reject(new Error('nobody is to be contacted')) });
  const last = () => memory.entries().at(-1)?.body;
  return { memory, lease, keepTime, last };
}

function byBot(body: EntryBody): Draft {
  return { by: theBot, body };
}

test('after the recovery people are still told again what is off, at its pace, and nothing else is asked of anybody (B11)', async () => {
  const { memory, lease, keepTime, last } = await recovered();
  const count = memory.entries().length;
  expect(await keepTime(lease)).toBe(new Date(storyBegins.getTime() + hour).toISOString());
  expect(memory.entries()).toHaveLength(count);
  memory.advance(hour);
  await keepTime(lease);
  expect(last()).toEqual({ kind: 'switch-reminded', switch: 'search', offMs: hour });
  expect(await keepTime(lease)).toBe(new Date(storyBegins.getTime() + 2 * hour).toISOString());
  expect(memory.entries()).toHaveLength(count + 1);
});

test('once it is settled the clock asks for nothing more', async () => {
  const { memory, lease, keepTime } = await recovered();
  const n = memory.entries().length;
  const body: EntryBody = { kind: 'switch-settled', switch: 'search', how: 'switched-on' };
  await memory.store.append(lease.id, { n } as never, [byBot(body)], {});
  memory.advance(9 * hour);
  expect(await keepTime(lease)).toBeNull();
  expect(memory.entries()).toHaveLength(n + 1);
});
