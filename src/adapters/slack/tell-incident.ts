import { drawCard } from '../../../blocks/card.ts';
import { drawHeadline } from '../../../blocks/headline.ts';
import { drawMailDraft } from '../../../blocks/mail-draft.ts';
import { drawStepTrouble, waitsForPerson } from '../../../blocks/step-trouble.ts';
import { drawTimelineLine } from '../../../blocks/timeline.ts';
import { code, say } from '../../../blocks/words/phrase.ts';
import type { Reader } from '../../../blocks/words/reader.ts';
import { type TimelineLine, type TimelineMemory, timelineLines } from '../../../blocks/words/timeline/timeline-line.ts';
import type { CardFacts } from '../../domain/card.ts';
import type { Entry } from '../../domain/entry.ts';
import { cardKey, entryKey, headlineKey } from '../../domain/message-keys.ts';
import type { OutboundMessage } from '../../ports/chat.ts';

/** What an incident looks like in Slack, as far as it was told: the two messages that change, and new ones. */
export interface Told {
  readonly headline: OutboundMessage;
  readonly card: OutboundMessage;
  /** One per entry that a person should know, in order. */
  readonly lines: readonly OutboundMessage[];
  readonly memory: TimelineMemory;
}

/** Journal entries and facts in, messages out. The same entries always give the same keys, so telling twice changes nothing. */
export function tellIncident(
  facts: CardFacts,
  entries: readonly Entry[],
  memory: TimelineMemory,
  reader: Reader,
): Told {
  const { id, declaration } = facts.incident;
  const to = { channel: declaration.channel };
  const threadOf = headlineKey(id);
  const told = timelineLines(entries, { memory, titleOf: titlesOf(facts) });
  return {
    headline: { key: headlineKey(id), to, ...drawHeadline(facts, reader) },
    card: { key: cardKey(id), to, threadOf, ...drawCard(facts, reader) },
    lines: told.lines.map((line) => ({
      key: entryKey(id, line.n),
      to,
      threadOf,
      ...drawLine(facts, entries, line, reader),
    })),
    memory: told.memory,
  };
}

/** The line about a step that waits for a person carries the choices, as long as it is still the one that waits. */
function drawLine(facts: CardFacts, entries: readonly Entry[], line: TimelineLine, reader: Reader) {
  const body = entries.find((entry) => entry.n === line.n)?.body;
  const waiting = waitsForPerson(facts);
  if (body?.kind === 'mail-drafted') return drawMailDraft(facts.incident.id, body.number, line, reader);
  const isTrouble = body?.kind === 'step-failed' || body?.kind === 'step-became-unknown';
  return isTrouble && waiting?.name === body.step
    ? drawStepTrouble(facts, waiting, reader)
    : drawTimelineLine(facts.incident.id, withHead(facts, entries, line), reader);
}

/**
 * At each turn the thread keeps the chain's head, so that whoever does not trust the bot's database can compare it later:
 * `recourse incident verify --head`.
 */
function withHead({ incident }: CardFacts, entries: readonly Entry[], line: TimelineLine): TimelineLine {
  const isTurn = line.n === 1 || incident.turns.some(({ n }) => n === line.n);
  const entry = isTurn ? entries.find(({ n }) => n === line.n) : undefined;
  if (entry === undefined) return line;
  return { ...line, phrases: [...line.phrases, say`Journal up to here: ${code(`${entry.n}:${entry.digest}`)}`] };
}

function titlesOf(facts: CardFacts): (step: string) => string {
  const titles = new Map([...facts.preparation, ...facts.execution].map((step) => [step.name, step.title]));
  return (step) => titles.get(step) ?? step;
}
