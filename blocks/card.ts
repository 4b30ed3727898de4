import type { CardFacts } from '../src/domain/card.ts';
import { wholeStoryOf } from './cut.ts';
import type { Drawn } from './kit/drawn.ts';
import { context, divider, header, type Page } from './kit/texts.ts';
import { authorityPart } from './parts/authority-part.ts';
import { backupPart, planPart, revisionPhrase } from './parts/backup-part.ts';
import { decisionButtons, otherButtons } from './parts/buttons-part.ts';
import { lossPart, lossTablePart } from './parts/loss-part.ts';
import { drawParts, emptyPart, type Part, told } from './parts/part.ts';
import { progressOf, stepsPart } from './parts/steps-part.ts';
import { triggerPart } from './parts/trigger-part.ts';
import { windowPart } from './parts/window-part.ts';
import { decisionDetails, decisionSentence, objectionPhrases } from './words/decisions.ts';
import { type Phrase, say, saying, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';

/** The decision card: the decision first, then what it rests on. */
export function drawCard(facts: CardFacts, reader: Reader): Drawn {
  const page: Page = { reader, where: wholeStoryOf(facts.incident.id) };
  return drawParts(page, [
    titlePart(facts),
    outcomePart(facts, page),
    windowPart(facts, page),
    planPart(facts, page),
    lossPart(facts, page),
    decisionButtons(facts, page),
    ruler,
    triggerPart(facts, page),
    authorityPart(facts, page),
    backupPart(facts, page),
    stepsPart('Done and checked before the vote', facts.preparation, page),
    stepsPart(executionTitle(facts), facts.execution, page),
    otherButtons(facts, page),
    revisionPart(facts, page),
    lossTablePart(facts),
  ]);
}

const ruler: Part = { spoken: [], blocks: [divider] };

function titlePart(facts: CardFacts): Part {
  const title = titleOf(facts);
  return { spoken: [say`${title}`], blocks: [header(title)] };
}

function titleOf({ incident, service }: CardFacts): string {
  const name = `${service.title} (${service.environment})`;
  if (incident.decision !== null) return `${incident.id}: the decision on ${name}`;
  return incident.proposed === null
    ? `${incident.id}: preparing the decision on ${name}`
    : `${incident.id}: roll ${name} back?`;
}

/** Until somebody approves, the steps wait; afterwards they say how far they have come. */
function executionTitle({ incident, execution }: CardFacts): string {
  return incident.decision?.choice === 'approve'
    ? `Rolling back: ${progressOf(execution)}`
    : 'Steps that wait for approval';
}

/** What was decided, by whom and why they could; before that, the votes and objections so far. */
function outcomePart({ incident }: CardFacts, page: Page): Part {
  const { decision } = incident;
  if (decision !== null) {
    const standing = saying(decision.basis.say);
    return told(page, [
      say`${strong('Decided.')} ${decisionSentence(decision)}`,
      ...decisionDetails(decision, standing),
      ...objectionPhrases(incident.objections, true),
    ]);
  }
  const lines: Phrase[] = [
    ...objectionPhrases(incident.objections, false),
    ...incident.votes.map((vote) => say`🗳️ ${decisionSentence(vote)}`),
    ...(incident.proposed === null
      ? [
          say`Recourse is measuring what a restore would cost and bring back. Production is not touched before somebody approves.`,
        ]
      : []),
  ];
  return told(page, lines);
}

function revisionPart(facts: CardFacts, page: Page): Part {
  const phrase = revisionPhrase(facts);
  return phrase === null ? emptyPart : { spoken: [phrase], blocks: [context(phrase, page)] };
}
