import { drawContactMention, drawContactRequest, drawContactSettled } from '../../../blocks/contact-request.ts';
import { instant, type Phrase, person, say } from '../../../blocks/words/phrase.ts';
import type { Reader } from '../../../blocks/words/reader.ts';
import type { CardFacts } from '../../domain/card.ts';
import type { Entry } from '../../domain/entry.ts';
import type { ContactState } from '../../domain/incident.ts';
import { contactKey } from '../../domain/message-keys.ts';
import type { Drawn, OutboundMessage, Outbox } from '../../ports/chat.ts';
import { type AskNames, drawWithNames } from './name-people.ts';

/** What became of one contact attempt's messages. */
export type ContactDelivery =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Sends a contact attempt by direct message or by mention, once however often it is asked, and says what became of it.
 * One message that arrived is enough: the attempt was to reach somebody who holds the role.
 */
export function contactBySlack(needs: { readonly outbox: Outbox; readonly names: AskNames }) {
  return async (facts: CardFacts, contact: ContactState): Promise<ContactDelivery> => {
    const { outbox, names } = needs;
    const messages = await drawWithNames(facts.service.timeZone, names, (reader) =>
      contactMessages(facts, contact, reader),
    );
    if (messages.length === 0) return { kind: 'failed', why: 'nobody holds the role' };
    await outbox.post(messages);
    const outcomes = await Promise.all(messages.map((message) => outbox.outcome(message.key)));
    if (outcomes.some((outcome) => outcome?.kind === 'posted')) return { kind: 'delivered' };
    const failures = outcomes.flatMap((outcome) => (outcome?.kind === 'failed' ? [outcome.why] : []));
    return failures.length === messages.length
      ? { kind: 'failed', why: [...new Set(failures)].join('; ') }
      : { kind: 'waiting' };
  };
}

/** The messages of one attempt: one to each person, or one mention of all of them in the channel. */
export function contactMessages(facts: CardFacts, contact: ContactState, reader: Reader): readonly OutboundMessage[] {
  const { id, declaration } = facts.incident;
  const [first] = contact.to;
  if (first === undefined) return [];
  if (contact.by === 'mention') {
    const drawn = drawContactMention(facts, contact.to, reader);
    return [{ key: contactKey(id, contact.entry, first), to: { channel: declaration.channel }, ...drawn }];
  }
  return contact.to.map((to) => ({
    key: contactKey(id, contact.entry, to),
    to: { person: to },
    ...drawContactRequest(facts, reader),
  }));
}

const settling: ReadonlySet<Entry['body']['kind']> = new Set(['contact-answered', 'decision-made', 'incident-closed']);

/** How contact messages look once they have done their work; empty where nothing in `entries` settles them. */
export function contactEdits(
  facts: CardFacts,
  entries: readonly Entry[],
  reader: Reader,
): readonly { readonly key: string; readonly drawn: Drawn }[] {
  const settled = entries.findLast((entry) => settling.has(entry.body.kind));
  if (settled === undefined) return [];
  const drawn = drawContactSettled(facts, outcomeWords(settled), reader);
  return facts.incident.contacts
    .filter((contact) => contact.by !== 'page')
    .flatMap((contact) => messageKeys(facts, contact).map((key) => ({ key, drawn })));
}

function messageKeys({ incident }: CardFacts, contact: ContactState): readonly string[] {
  const to = contact.by === 'mention' ? contact.to.slice(0, 1) : contact.to;
  return to.map((id) => contactKey(incident.id, contact.entry, id));
}

function outcomeWords(entry: Entry): Phrase {
  const when = instant(entry.occurredAt, 'time');
  if (entry.body.kind === 'contact-answered' && entry.by.kind === 'person')
    return say`${person(entry.by.id)} answered at ${when}.`;
  if (entry.body.kind === 'decision-made') return say`It was decided at ${when} by ${person(entry.body.vote.by)}.`;
  return say`It was closed at ${when}.`;
}
