import { describe, expect, test } from 'vitest';
import type { Choice } from '../../../src/domain/decision.ts';
import type { Draft } from '../../../src/domain/entry.ts';
import { type IncidentId, type PersonId, ServiceName, toInstant } from '../../../src/domain/ids.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import { theBot } from '../../../src/domain/person.ts';
import { granted, type Verdict } from '../../../src/domain/verdict.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { EntryStore } from '../../../src/ports/entry-store.ts';
import type { VotingHouse } from '../../../src/services/voting/act-on.ts';
import { vote } from '../../../src/services/voting/vote.ts';
import { cto, deciding, declared, lead, onCall, passerBy, policy, requester } from '../../support/incident-builder.ts';
import { votingHouse } from '../../support/voting-house.ts';
import { closed } from '../store/fixtures.ts';
import { freshStore, homes } from '../store/homes.ts';

const rounds = 100;
let keys = 0;

describe.each(homes)('votes on the %s store', (home) => {
  const store = freshStore(home);
  const two = () => [replica(store().entries), replica(store().entries)] as const;
  racing(store, two);
  bounding(store);
});

function racing(store: ReturnType<typeof freshStore>, replicas: () => readonly [VotingHouse, VotingHouse]): void {
  test(`${rounds} times six people press different buttons at once on two replicas: one decision each, everybody answered`, async () => {
    const [one, other] = replicas();
    for (let round = 0; round < rounds; round += 1) {
      const id = await openDeciding(store().entries);
      const presses: [VotingHouse, PersonId, Choice][] = [
        [one, lead, 'approve'],
        [other, cto, 'refuse'],
        [one, cto, 'hold'],
        [other, lead, 'refuse'],
        [one, onCall, 'approve'],
        [other, passerBy, 'approve'],
      ];
      const answers = await Promise.all(presses.map(([house, person, choice]) => cast(house, id, person, choice)));
      const entries = (await store().entries.read(id, 0))?.entries ?? [];
      const decisions = entries.filter((entry) => entry.body.kind === 'decision-made');
      expect(decisions).toHaveLength(1);
      expect(answers.filter((answer) => answer.kind === 'granted')).toHaveLength(1);
      expectLosersToKnow(answers.slice(0, 4), decisions[0]?.by);
      await finish(store().entries, id);
    }
  });

  test('a repeated request changes nothing and is told what it did the first time', async () => {
    const [one, other] = replicas();
    const id = await openDeciding(store().entries);
    const asking = { person: lead, once: 'the-same-click' };
    const ballot = await ballotOf(one, id, 'refuse');
    expect((await vote(one, asking, ballot)).kind).toBe('granted');
    expect(await vote(other, asking, ballot)).toMatchObject({
      reasons: [
        { code: 'already-decided', say: expect.stringContaining('Already decided: you refused plan revision 1') },
      ],
    });
    const entries = (await store().entries.read(id, 0))?.entries ?? [];
    expect(entries.filter((entry) => entry.body.kind === 'vote-cast')).toHaveLength(1);
    await finish(store().entries, id);
  });
}

function bounding(store: ReturnType<typeof freshStore>): void {
  test('a vote that was judged in time and reaches the store too late is judged again, and recorded as late', async () => {
    // The window ends while the vote is on its way: the store's clock is past the end when it is written.
    const { entries } = store();
    const begins = Date.parse(await entries.now());
    const service = policy({ window: { length: '1m' } });
    const id = await openDeciding(entries, new Date(begins - 60_000 + 150));
    const slow: EntryStore = {
      ...entries,
      append: async (incident, head, drafts, guard) => {
        if (guard.notAfter !== undefined) await until(entries, guard.notAfter);
        return entries.append(incident, head, drafts, guard);
      },
    };
    const verdict = await cast(votingHouse(slow, [service]), id, lead, 'approve');
    expect(verdict.kind).toBe('granted');
    if (verdict.kind === 'granted') {
      const { decision } = verdict.value;
      expect(decision?.lateByMs).toBeGreaterThan(0);
      expect(Date.parse(decision?.at ?? '')).toBeGreaterThanOrEqual(begins + 150);
    }
    await finish(entries, id);
  });
}

/** Waits on the store's clock, which is the one that counts. */
async function until(entries: EntryStore, instant: string): Promise<void> {
  while ((await entries.now()) < instant) await new Promise((resolve) => setImmediate(resolve));
}

function replica(entries: EntryStore): VotingHouse {
  return votingHouse(entries, [policy()]);
}

/** An incident with a plan on the table, identified just now unless said otherwise. */
async function openDeciding(entries: EntryStore, identified?: Date): Promise<IncidentId> {
  const identifiedAt = identified === undefined ? await entries.now() : toInstant(identified);
  const { declaration } = declared().incident;
  const opened = await entries.open({
    service: ServiceName.parse('promptrefine'),
    environment: 'production',
    draft: {
      by: { kind: 'person', id: requester },
      body: { kind: 'incident-declared', declaration: { ...declaration, identifiedAt } },
    },
  });
  const { proposed } = deciding().incident;
  if (proposed === null) throw new Error('the tale has a plan');
  await openJournal(entries).append(opened.id, () =>
    granted({ drafts: [{ by: theBot, body: { kind: 'plan-proposed', proposed, changes: [] } }] }),
  );
  return opened.id;
}

async function ballotOf(house: VotingHouse, incident: IncidentId, choice: Choice) {
  const proposed = (await house.journal.incident(incident))?.proposed;
  if (!proposed) throw new Error('there is a plan on the table');
  const { revision, digest } = proposed;
  return { incident, choice, revision, digest, reason: 'the data is gone', typed: 'promptrefine' };
}

async function cast(house: VotingHouse, id: IncidentId, person: PersonId, choice: Choice): Promise<Verdict<Incident>> {
  keys += 1;
  return vote(house, { person, once: `click-${keys}` }, await ballotOf(house, id, choice));
}

/** Everybody who could have decided reads who was faster. */
function expectLosersToKnow(answers: readonly Verdict<Incident>[], winner: unknown): void {
  const id = typeof winner === 'object' && winner !== null && 'id' in winner ? String(winner.id) : '';
  for (const answer of answers) {
    if (answer.kind === 'granted') continue;
    expect(answer.reasons[0]?.code).toBe('already-decided');
    expect(answer.reasons[0]?.say).toMatch(new RegExp(`Already decided: (<@${id}>|you) (approved|refused|held)`));
  }
}

/** One live incident per service: each is closed before the next is declared. */
async function finish(entries: EntryStore, id: IncidentId): Promise<void> {
  const abandoned: Draft = { by: theBot, body: { kind: 'execution-abandoned', why: 'the round is over' } };
  await openJournal(entries).append(id, ({ phase }) =>
    granted({ drafts: phase === 'executing' ? [abandoned, closed] : [closed] }),
  );
}
