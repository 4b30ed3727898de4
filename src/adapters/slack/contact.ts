import {
  drawContactMention,
  drawContactRequest,
  drawContactSettled,
  drawRungCall,
} from '../../../blocks/contact-request.ts';
import { instant, type Phrase, person, say } from '../../../blocks/words/phrase.ts';
import type { Reader } from '../../../blocks/words/reader.ts';
import type { CardFacts } from '../../domain/card.ts';
import type { Entry } from '../../domain/entry.ts';
import type { ContactState } from '../../domain/incident.ts';
import { callKey, contactKey } from '../../domain/message-keys.ts';
import type { Role } from '../../domain/person.ts';
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

/** What everybody whose rung has opened is sent, each once however often it is told. */
export function rungCalls(facts: CardFacts, reader: Reader): readonly OutboundMessage[] {
  const { id, calls } = facts.incident;
  return calls.flatMap((called) => {
    const drawn = drawRungCall(facts, called, reader);
    return called.people.map((to) => ({ key: callKey(id, called.entry, to), to: { person: to }, ...drawn }));
  });
}

const settling: ReadonlySet<Entry['body']['kind']> = new Set(['contact-answered', 'decision-made', 'incident-closed']);

/** Whether these entries call somebody, or settle a call: then `rungCalls` have to be in the outbox. */
export function concernsCalls(entries: readonly Entry[]): boolean {
  return entries.some(({ body }) => body.kind === 'rung-opened' || settling.has(body.kind));
}

/**
 * How the messages that ask for somebody look once they have done their work; empty where nothing in `entries` settles
 * them. An answer settles what its own role was sent, a decision and a closing settle everything.
 */
export function contactEdits(
  facts: CardFacts,
  entries: readonly Entry[],
  reader: Reader,
): readonly { readonly key: string; readonly drawn: Drawn }[] {
  return askedRoles(facts).flatMap(({ role, keys }) => {
    const settled = entries.findLast((entry) => settles(entry, role));
    if (settled === undefined) return [];
    const drawn = drawContactSettled(facts, outcomeWords(settled), reader);
    return keys.map((key) => ({ key, drawn }));
  });
}

function askedRoles(facts: CardFacts): readonly { readonly role: Role; readonly keys: readonly string[] }[] {
  const { id, contacts, calls } = facts.incident;
  const asked = contacts.filter((contact) => contact.by !== 'page').flatMap((contact) => messageKeys(facts, contact));
  return [
    { role: facts.asked, keys: asked },
    ...calls.map(({ role, people, entry }) => ({ role, keys: people.map((to) => callKey(id, entry, to)) })),
  ];
}

function settles({ body }: Entry, role: Role): boolean {
  return settling.has(body.kind) && (body.kind !== 'contact-answered' || body.role === role);
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
