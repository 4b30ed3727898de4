import { drawVoteForm, voteTitles } from '../blocks/forms/vote-form.ts';
import { decisionSentence } from '../blocks/words/decisions.ts';
import { code, type Phrase, person, say, saying, strong } from '../blocks/words/phrase.ts';
import type { CardFacts } from '../src/domain/card.ts';
import type { Choice } from '../src/domain/decision.ts';
import type { Digest } from '../src/domain/ids.ts';
import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import { metadataFor } from './begin-form.ts';
import type { PressClaim } from './claims.ts';
import type { Desk } from './desk.ts';
import { castVote } from './forms/vote.ts';
import type { Heard } from './heard.ts';
import { openAndFill } from './show-form.ts';

type VoteClaim = PressClaim & { readonly revision: number; readonly digest: Digest };

/** A press of approve, refuse or hold: counted at once where policy asks for nothing, else asked for in a form. */
export async function beginVote(desk: Desk, heard: Heard, choice: Choice, claim: VoteClaim): Promise<void> {
  const { incident, service, revision, digest } = claim;
  const policy = desk.useCases.services().find((each) => each.name === service);
  if (policy !== undefined && asksNothing(policy, choice)) {
    return castVote(desk, heard, { incident, choice, revision, digest });
  }
  const about = { incident, service, revision, digest, action: choice };
  const metadata = metadataFor(heard, about);
  const form = {
    id: 'vote-form',
    title: voteTitles[choice],
    metadata,
    waitingFor: 'Reading the plan as it stands …',
  } as const;
  await openAndFill(desk, heard, form, async () => {
    const facts = await desk.useCases.card(incident);
    const obstacle =
      facts === null ? [say`There is no incident ${incident}.`] : obstacleTo(heard, facts, choice, claim);
    if (facts === null || obstacle !== null) return { explain: obstacle ?? [] };
    const { typed } = facts.asks[choice];
    return {
      view: drawVoteForm(facts, choice, metadataFor(heard, { ...about, ...(typed === null ? {} : { typed }) })),
    };
  });
}

/** Known from the policy alone, because there is no time to read anything before a form must be open. */
function asksNothing({ authority, window }: ServicePolicy, choice: Choice): boolean {
  if (choice === 'hold' || authority.profile === 'single-operator' || window.late_decision === 'with-reason')
    return false;
  if (choice === 'approve' && authority.typed_confirmation) return false;
  return !authority.reason_required.includes(choice);
}

/**
 * What makes this vote hopeless, said before somebody types into a form. A courtesy only: the vote itself is judged by
 * the use case when it is cast, whatever stood here.
 */
function obstacleTo(heard: Heard, facts: CardFacts, choice: Choice, claim: VoteClaim): readonly Phrase[] | null {
  const { incident } = facts;
  if (incident.decision !== null) return alreadyDecided(facts);
  if (incident.proposed === null) return notReady;
  if (incident.proposed.digest !== claim.digest) return planChanged(facts, claim.revision);
  return mayNotDecide(heard, facts, choice);
}

function alreadyDecided({ incident }: CardFacts): readonly Phrase[] {
  return [
    ...(incident.decision === null
      ? []
      : [say`${strong('This has been decided.')} ${decisionSentence(incident.decision)}`]),
    say`Your press changed nothing. ${strong('Next:')} ${code('/incident status')} shows where things are.`,
  ];
}

const notReady: readonly Phrase[] = [
  say`${strong('There is no plan to decide on yet.')} Recourse is still measuring.`,
  say`${strong('Next:')} the card in the thread gets its buttons when the plan is ready.`,
];

function planChanged({ incident }: CardFacts, revision: number): readonly Phrase[] {
  const changes = incident.proposal?.changes ?? [];
  return [
    say`${strong('The plan has changed since this button was drawn.')} The button is about revision ${revision}; now it is revision ${incident.lastRevision}. Nothing was counted.`,
    ...changes.map((change) => say`• ${change}`),
    say`${strong('Next:')} look at the card in the thread, or type ${code('/rollback')}.`,
  ];
}

function mayNotDecide({ asking }: Heard, facts: CardFacts, choice: Choice): readonly Phrase[] | null {
  const lines = facts.deciders.filter((line) => line.person === asking.person);
  if (lines.some((line) => (choice === 'approve' ? line.mayNow : line.mayDecline))) return null;
  const now = facts.deciders.filter((line) => line.mayNow);
  return [
    say`${strong('You may not decide this at the moment.')} Nothing was counted.`,
    ...lines.map((line) => say`• ${saying(line.say)}`),
    now.length === 0
      ? say`Nobody may decide right now. ${code('/rollback who')} says what would change that.`
      : say`${strong('May decide now:')}`,
    ...now.map((line) => say`• ${person(line.person)}: ${saying(line.say)}`),
  ];
}
