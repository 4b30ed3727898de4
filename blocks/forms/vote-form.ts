import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import type { CardFacts } from '../../src/domain/card.ts';
import type { Choice } from '../../src/domain/decision.ts';
import type { Instant } from '../../src/domain/ids.ts';
import { wholeStoryOf } from '../cut.ts';
import { form, instantInput, textInput } from '../kit/inputs.ts';
import { context, lines, type Page } from '../kit/texts.ts';
import { planPart, revisionPhrase } from '../parts/backup-part.ts';
import { lossPart } from '../parts/loss-part.ts';
import { decisionClock } from '../parts/window-part.ts';
import { choiceWords } from '../words/decisions.ts';
import { say, strong } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

export const voteFields = {
  typed: 'typed',
  reason: 'reason',
  reopenAt: 'reopen-at',
  reversedBy: 'reversed-by',
} as const;

export const voteTitles: Readonly<Record<Choice, string>> = {
  approve: 'Approve rollback',
  refuse: 'Refuse rollback',
  hold: 'Hold',
};

/** Says once more what exactly is decided, then asks what policy asks. */
export function drawVoteForm(facts: CardFacts, choice: Choice, metadata: string): ModalView {
  const { incident } = facts;
  const asks = facts.asks[choice];
  return form({
    id: 'vote-form',
    title:
      `${voteTitles[choice]} ${incident.id}`.length <= 24 ? `${voteTitles[choice]} ${incident.id}` : voteTitles[choice],
    submit: { approve: 'Approve', refuse: 'Refuse', hold: 'Hold' }[choice],
    metadata,
    blocks: [
      ...meaning(facts, choice),
      ...(asks.typed === null ? [] : [typedInput(asks.typed)]),
      ...(asks.reopenAt === null ? [] : [reopenInput(asks.reopenAt)]),
      reasonInput(choice, asks.reason),
      ...(choice === 'hold' ? [measurementInput] : []),
    ],
  });
}

function meaning(facts: CardFacts, choice: Choice): KnownBlock[] {
  const page: Page = { reader: privately, where: wholeStoryOf(facts.incident.id) };
  const { incident, service } = facts;
  const head = say`${strong(`${choiceWords[choice].verb}: ${service.title} (${service.environment}), ${incident.id}.`)} ${choiceWords[choice].means}`;
  const clock = lines([head, decisionClock(facts.window)], page);
  const revision = revisionPhrase(facts);
  const foot = revision === null ? [] : [context(revision, page)];
  if (choice !== 'approve') return [clock, ...foot];
  return [clock, ...planPart(facts, page).blocks, ...lossPart(facts, page).blocks, ...foot];
}

function typedInput(expected: string): InputBlock {
  return textInput({
    blockId: voteFields.typed,
    label: `Type ${expected} to approve`,
    hint: 'This replaces the production database. Typing it out keeps a slip of the finger from doing so.',
    most: 300,
    focus: true,
  });
}

function reopenInput(initial: Instant): InputBlock {
  return instantInput({
    blockId: voteFields.reopenAt,
    label: 'When shall the question open again?',
    initial,
  });
}

const measurementInput: InputBlock = textInput({
  blockId: voteFields.reversedBy,
  label: 'Which measurement would change your mind?',
  hint: 'With its number: “more than 20 failed logins in five minutes”. It is shown again when the question opens.',
  most: 300,
  optional: true,
});

const reasonHints: Readonly<Record<Choice, string>> = {
  approve: 'It stands in the timeline beside your name.',
  refuse: 'What makes rolling back wrong here? It stands in the timeline.',
  hold: 'By which criterion do you hold?',
};

function reasonInput(choice: Choice, asked: 'required' | 'optional'): InputBlock {
  return textInput({
    blockId: voteFields.reason,
    label: 'Reason',
    hint: reasonHints[choice],
    multiline: true,
    optional: asked === 'optional',
  });
}
