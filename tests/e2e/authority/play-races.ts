import { visibleText } from '../../../demo/slack/reading.ts';
import type { Choice } from '../../../src/domain/decision.ts';
import type { Entry } from '../../../src/domain/entry.ts';
import type { IncidentId, PersonId } from '../../../src/domain/ids.ts';
import { theBot } from '../../../src/domain/person.ts';
import { granted } from '../../../src/domain/verdict.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import { cto, lead, onCall, owner, passerBy } from '../../support/incident-builder.ts';
import { type Office, openOffice } from './office.ts';
import { claimOf } from './pressing.ts';
import { anotherService, openDeciding } from './scenes.ts';

const PATIENT = { timeoutMs: 60_000 };

/** Nobody types or explains anything, so that a press is the whole vote: this is what makes the race close. */
const service = anotherService({
  authority: { typed_confirmation: false, reason_required: [] },
  window: { late_decision: 'allowed' },
});

/** The lead and the CTO may decide, and so may the stand-in, as the lead is silent; the other two may not. */
const presses: readonly (readonly [PersonId, Choice])[] = [
  [lead, 'approve'],
  [cto, 'refuse'],
  [onCall, 'approve'],
  [owner, 'approve'],
  [passerBy, 'refuse'],
];
const mayDecide: ReadonlySet<PersonId> = new Set([lead, cto, onCall]);

export interface Raced {
  readonly rounds: number;
  /** How often each person was the first. */
  readonly wins: ReadonlyMap<PersonId, number>;
  /** How many requests each replica heard. */
  readonly heard: readonly number[];
}

/**
 * So many rounds of five people who press different buttons of the same card at the same instant, each request to one of
 * two bots on one store.
 *
 * @throws Error with the round in which there was not exactly one decision, or somebody was not told rightly
 */
export async function race(given: {
  readonly databaseUrl: string;
  readonly rounds: number;
  readonly say?: (line: string) => void;
}): Promise<Raced> {
  const office = await openOffice({ databaseUrl: given.databaseUrl, services: [service], replicas: 2 });
  const wins = new Map<PersonId, number>();
  try {
    for (let round = 1; round <= given.rounds; round += 1) {
      const winner = await playRound(office);
      wins.set(winner, (wins.get(winner) ?? 0) + 1);
      if (round % 100 === 0) given.say?.(`${round} rounds`);
    }
    return { rounds: given.rounds, wins, heard: office.replicas.map((replica) => replica.heard()) };
  } finally {
    await office.close();
  }
}

async function playRound(office: Office): Promise<PersonId> {
  const { slack, store } = office;
  const id = await openDeciding(store.entries, { service, reach: 'silent' });
  const card = await office.postCard(id);
  const value = claimOf(card);
  const answers = presses.map(([person]) => answerAbout(office, person, id));
  await Promise.all(presses.map(([person, choice]) => slack.as(person).click(card, choice, { value })));
  const texts = await Promise.all(answers);
  const winner = checkRound(id, (await store.entries.read(id, 0))?.entries ?? [], texts);
  await finish(office, id);
  return winner;
}

/** What this person alone is told about this incident; a refusal that names no incident counts as well. */
async function answerAbout({ slack }: Office, person: PersonId, id: IncidentId): Promise<string> {
  const before = slack.scene.messages.findLast((message) => message.ephemeralFor === person)?.ts ?? '';
  const told = await slack
    .waitForEphemeral(person, ({ ts }) => ts > before, PATIENT)
    .catch((error) => {
      throw new Error(`${person} was not answered about ${id}`, { cause: error });
    });
  return visibleText(told);
}

function checkRound(id: IncidentId, entries: readonly Entry[], texts: readonly string[]): PersonId {
  const decisions = entries.flatMap(({ body }) => (body.kind === 'decision-made' ? [body.vote] : []));
  const [decision] = decisions;
  if (decision === undefined || decisions.length !== 1) throw new Error(`${id} has ${decisions.length} decisions`);
  if (!mayDecide.has(decision.by)) throw new Error(`${id} was decided by ${decision.by}, who may not`);
  for (const [index, [person]] of presses.entries()) {
    const text = texts[index] ?? '';
    const wanted = person === decision.by ? `Recorded for ${id}` : `Already decided: <@${decision.by}>`;
    // Who may not decide may also be refused for that before anybody has decided.
    const outsider = !mayDecide.has(person) && text.includes('Nothing was changed');
    if (!text.includes(wanted) && !outsider) throw new Error(`${id}: ${person} read, instead of “${wanted}”: ${text}`);
  }
  return decision.by;
}

/** One live incident per service: each round ends before the next begins. */
async function finish({ store }: Office, id: IncidentId): Promise<void> {
  const by = theBot;
  await openJournal(store.entries).append(id, ({ phase }) =>
    granted({
      drafts: [
        ...(phase === 'executing' ? [{ by, body: { kind: 'execution-abandoned' as const, why: 'over' } }] : []),
        { by, body: { kind: 'incident-closed' as const, rootCause: 'a race', pathUsed: 'none' as const } },
      ],
    }),
  );
}
