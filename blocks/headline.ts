import type { CardFacts, StepLine } from '../src/domain/card.ts';
import type { Phase } from '../src/domain/incident.ts';
import { rowsLost, rowsRegained } from '../src/domain/loss.ts';
import { cutText, wholeStoryOf } from './cut.ts';
import type { Drawn } from './kit/drawn.ts';
import { context, header, type Page } from './kit/texts.ts';
import { mayDecideNow } from './parts/authority-part.ts';
import { decisionButtons, otherButtons } from './parts/buttons-part.ts';
import { lossPart } from './parts/loss-part.ts';
import { drawParts, emptyPart, type Part, told } from './parts/part.ts';
import { progressOf, stepsPart } from './parts/steps-part.ts';
import { recommendation } from './parts/trigger-part.ts';
import { shortClock } from './parts/window-part.ts';
import { troublePart, waitsForPerson } from './step-trouble.ts';
import { decisionSentence, objectionPhrases } from './words/decisions.ts';
import { counted, durationOf } from './words/numbers.ts';
import { instant, type Phrase, say, strong } from './words/phrase.ts';
import type { Reader } from './words/reader.ts';
import { wayOf } from './words/ways.ts';

type Look = (facts: CardFacts, page: Page) => readonly Part[];

/** The one channel message of an incident. It always says where things stand, what comes next and who is needed. */
export function drawHeadline(facts: CardFacts, reader: Reader): Drawn {
  const page: Page = { reader, where: wholeStoryOf(facts.incident.id) };
  return drawParts(page, [titlePart(facts), ...looks[facts.incident.phase](facts, page), threadHint(facts, page)]);
}

const looks: Readonly<Record<Phase, Look>> = {
  preparing: (facts, page) => [
    told(page, [
      shortClock(facts.window),
      seen(facts),
      say`Recourse is finding out ${wayOf(facts.incident.choice.path).measuring}. ${strong('Production is not touched before somebody approves.')}`,
    ]),
    ...trouble(facts, page),
    stepsPart(`Preparing: ${progressOf(facts.preparation)}`, facts.preparation, page),
  ],
  deciding: (facts, page) => [
    told(page, [shortClock(facts.window), who(facts), recommendation(facts.triggers)]),
    lossPart(facts, page),
    told(page, expected(facts)),
    decisionButtons(facts, page),
    ...trouble(facts, page),
  ],
  executing: (facts, page) => [
    told(page, [...decided(facts), ...objectionPhrases(facts.incident.objections, true), ...cooling(facts)]),
    ...trouble(facts, page),
    stepsPart(`Rolling back: ${progressOf(facts.execution)}`, facts.execution, page),
    otherButtons(facts, page),
  ],
  'standing-by': (facts, page) => [
    told(page, [...decided(facts), say`Nothing more happens by itself.`]),
    ...trouble(facts, page),
    otherButtons(facts, page),
  ],
  recovered: (facts, page) => [told(page, recovered(facts)), otherButtons(facts, page)],
  closed: (facts, page) => [told(page, recovered(facts))],
};

const titles: Readonly<Record<Phase, string>> = {
  preparing: '🚨 {id}: {service} needs a decision soon',
  deciding: '🗳️ {id}: roll {service} back?',
  executing: '🔧 {id}: rolling {service} back',
  'standing-by': '⏸️ {id}: {service} is not being rolled back',
  recovered: '✅ {id}: {service} is back',
  closed: '🔒 {id}: {service}, closed',
};

function titlePart(facts: CardFacts): Part {
  const { incident, service } = facts;
  const waits = waitsForPerson(facts) !== null || incident.objections.length > 0;
  const stuck = waits && incident.phase === 'executing';
  const title = (stuck ? '✋ {id}: {service} waits for a person' : titles[incident.phase])
    .replace('{id}', incident.id)
    .replace('{service}', () => `${service.title} (${service.environment})`);
  return { spoken: [say`${title}`], blocks: [header(title)] };
}

function seen({ incident }: CardFacts): Phrase {
  const text = incident.declaration.seen;
  return say`What was seen: ${cutText(text, 301)}`;
}

function who(facts: CardFacts): Phrase {
  const now = mayDecideNow(facts);
  return now === null
    ? say`${strong('Nobody may decide at this moment.')} The card in the thread says what would change that.`
    : say`${strong('May decide now:')} ${now}.`;
}

function expected({ incident }: CardFacts): Phrase[] {
  return incident.proposed === null
    ? []
    : [
        say`From approval to ${wayOf(incident.proposed.plan.path).until} it should take about ${durationOf(incident.proposed.expectedMs)}.`,
      ];
}

function decided({ incident }: CardFacts): Phrase[] {
  return incident.decision === null ? [] : [decisionSentence(incident.decision)];
}

function cooling({ incident, execution }: CardFacts): Phrase[] {
  const begun = execution.some((step) => step.status !== 'pending');
  return incident.coolingUntil === null || begun
    ? []
    : [
        say`A pause to think again lasts until ${instant(incident.coolingUntil, 'time-with-seconds')}; nothing begins before.`,
      ];
}

function trouble(facts: CardFacts, page: Page): readonly Part[] {
  const step = waitsForPerson(facts);
  return step === null ? [] : [troublePart(facts, step, page)];
}

function recovered({ incident, execution }: CardFacts): Phrase[] {
  const { decision, recoveredAt, closedAt, proposed } = incident;
  const loss = proposed?.plan.statedLoss ?? null;
  return [
    ...(recoveredAt === null ? [] : [say`${strong('Recovered')} ${instant(recoveredAt)}${sinceApproval(incident)}.`]),
    ...(recoveredAt === null || loss === null
      ? []
      : [
          say`Brought back: ${counted(rowsRegained(loss), 'row')}. Set aside: ${counted(rowsLost(loss), 'row')}, exported and kept with the replaced database.`,
        ]),
    ...decided({ incident } as CardFacts),
    ...warnings(execution),
    ...(closedAt === null
      ? [say`${strong('Next:')} tell users, then close the incident with its root cause.`]
      : [say`Closed ${instant(closedAt)}.`]),
    ...(decision === null && recoveredAt === null ? [say`No rollback was decided.`] : []),
  ];
}

function sinceApproval({ decision, recoveredAt }: CardFacts['incident']): string {
  if (decision === null || recoveredAt === null) return '';
  return `, ${durationOf(Date.parse(recoveredAt) - Date.parse(decision.at))} after the approval`;
}

function warnings(steps: readonly StepLine[]): Phrase[] {
  const warned = steps.flatMap((step) => step.findings).filter((finding) => finding.result === 'warned');
  return warned.length === 0 ? [] : [say`⚠️ ${counted(warned.length, 'remark')} on the way; the thread has them.`];
}

function threadHint(facts: CardFacts, page: Page): Part {
  if (facts.incident.phase === 'closed') return emptyPart;
  const phrase = say`The decision card and the whole story are in the thread.`;
  return { spoken: [], blocks: [context(phrase, page)] };
}
