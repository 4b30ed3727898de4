import { digestOf } from '../../src/domain/canonical.ts';
import type { Draft } from '../../src/domain/entry.ts';
import { type PersonId, toInstant } from '../../src/domain/ids.ts';
import { theBot } from '../../src/domain/person.ts';
import type { ServicePolicy } from '../../src/domain/policy-file/service.ts';
import { granted } from '../../src/domain/verdict.ts';
import type { Journal } from '../../src/engine/journal.ts';
import { typedPhrase } from '../../src/policy/confirmation.ts';
import { answerContact } from '../../src/services/voting/answer-contact.ts';
import { correctIdentification } from '../../src/services/voting/correct-identification.ts';
import { object } from '../../src/services/voting/object.ts';
import { vote } from '../../src/services/voting/vote.ts';
import { withdrawVote } from '../../src/services/voting/withdraw.ts';
import { cto, requester } from './incident-builder.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Act } from './random-acts.ts';
import { storyBegins, storyIncident, storyPlan } from './restore-story.ts';
import type { votingHouse } from './voting-house.ts';

/** Steps that change production, in order. */
export const stepNames: readonly string[] = ['first', 'second', 'third'];

interface Stage {
  readonly memory: MemoryStore;
  readonly house: ReturnType<typeof votingHouse>;
  readonly service: ServicePolicy;
  readonly once: string;
}

/** Does it through the same use cases as Slack's requests. */
export async function perform(what: Act, stage: Stage): Promise<void> {
  const { memory, house, once } = stage;
  const asking = { person: 'by' in what ? what.by : requester, once };
  const incident = storyIncident;
  switch (what.kind) {
    case 'jump':
      memory.advance(what.ms);
      return;
    case 'slow-append':
      memory.delayNext(what.ms);
      return;
    case 'answer':
      await answerContact(house, asking, { incident, how: 'pressed the button' });
      return;
    case 'object':
      await object(house, asking, { incident, why: 'wait' });
      return;
    case 'withdraw':
      await withdrawVote(house, asking, { incident, why: 'I was wrong' });
      return;
    case 'correct': {
      const identifiedAt = toInstant(new Date(storyBegins.getTime() - what.agoMs));
      await correctIdentification(house, asking, { incident, identifiedAt, why: 'the logs say so' });
      return;
    }
    case 'vote':
      return castVote(what, stage, asking);
    default:
      return turn(what.kind, house.journal, stage.service);
  }
}

async function castVote(
  { choice, old, twice }: Extract<Act, { kind: 'vote' }>,
  { house, service }: Stage,
  asking: { readonly person: PersonId; readonly once: string },
): Promise<void> {
  const now = await house.journal.incident(storyIncident);
  const { revision = 1, digest = digestOf('none') } = now?.proposed ?? {};
  const typed = now === null ? null : typedPhrase(now, service);
  const ballot = {
    incident: storyIncident,
    choice,
    digest,
    revision: revision - (old ? 1 : 0),
    reason: 'the data is gone',
  };
  const given = typed === null ? ballot : { ...ballot, typed };
  await vote(house, asking, given);
  if (twice) await vote(house, asking, given);
}

/** What others than voters do, as far as the incident's phase lets them. */
async function turn(
  kind: 'revise' | 'choose-backup' | 'abandon',
  journal: Journal,
  service: ServicePolicy,
): Promise<void> {
  await journal.append(storyIncident, ({ phase, lastRevision }) => {
    const open = phase === 'preparing' || phase === 'deciding';
    const by = { kind: 'person', id: cto } as const;
    const draftOf: Record<typeof kind, Draft | false> = {
      revise: open && proposal(service, lastRevision + 1),
      'choose-backup': (open || phase === 'standing-by') && {
        by,
        body: { kind: 'backup-chosen', backup: storyPlan.backup?.id as never, why: 'older' },
      },
      abandon: phase === 'executing' && { by, body: { kind: 'execution-abandoned', why: 'stop' } },
    };
    const draft = draftOf[kind];
    return granted({ drafts: draft === false ? [] : [draft] });
  });
}

/** The plan as it would be made, each revision with a digest of its own. */
export function proposal(service: ServicePolicy, revision: number): Draft {
  const plan = { ...storyPlan, service: service.name, steps: [...stepNames], lossMayGrowByRows: revision };
  const proposed = { revision, digest: digestOf(plan), plan, expectedMs: 0 };
  return { by: theBot, body: { kind: 'plan-proposed', proposed, changes: [] } };
}
