import {
  type AuthorityDrillFacts,
  drawAuthorityDrill,
  drawDrillFound,
  drawDrillMention,
  drawDrillRequest,
  drawDrillSettled,
  drawDrillWaiting,
} from '../../blocks/authority-drill.ts';
import { drawWithNames } from '../adapters/slack/name-people.ts';
import type { SlackPeople } from '../adapters/slack/people.ts';
import type { AuthorityRecord } from '../domain/authority-record.ts';
import type { CardFacts } from '../domain/card.ts';
import type { PersonId } from '../domain/ids.ts';
import type { ContactState } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { OutboundMessage, Outbox } from '../ports/chat.ts';
import type { AuthorityKeeperNeeds } from '../services/drills/authority/keep-authority.ts';
import type { Delivery } from '../services/time/keep-time.ts';

type Post = Pick<Outbox, 'post' | 'edit' | 'outcome'>;

/** A drill's card, its attempts and its calls: each named for ever, so that a restart or another replica repeats none. */
export function authorityMessages(
  outbox: Post,
  people: Pick<SlackPeople, 'names'>,
): Pick<AuthorityKeeperNeeds, 'tell' | 'tellWaiting' | 'bySlack'> {
  return {
    tell: async (service, drill, facts) => {
      const key = authorityKey(drill);
      const { title, channel, time_zone: zone } = service;
      const card = await drawWithNames(zone, people.names, (reader) =>
        drawAuthorityDrill({ title, drill, facts }, reader),
      );
      await outbox.post([{ key, to: { channel }, ...card }]);
      await outbox.edit(key, card);
      if (facts !== null) await callRungs({ outbox, people }, service, { title, drill, facts });
      else {
        await settle({ outbox, people }, service, drill);
        await tellFound({ outbox, people }, service, drill);
      }
    },
    tellWaiting: async ({ service, due, why }) => {
      const { name, title, environment, channel, time_zone: zone } = service;
      const drawn = await drawWithNames(zone, people.names, (reader) =>
        drawDrillWaiting({ service: name, title, due, why }, reader),
      );
      await outbox.post([{ key: `drill/${environment}/${name}/authority-waits/${due}`, to: { channel }, ...drawn }]);
    },
    bySlack: async (service, drill, facts, contact) => {
      const messages = await drawWithNames(service.time_zone, people.names, (reader) =>
        attemptMessages(service, { title: service.title, drill, facts }, contact, reader),
      );
      await outbox.post(messages);
      return outcomeOf(outbox, messages);
    },
  };
}

/** For ever: a second message with the key is the same message. */
export function authorityKey({ id, environment }: Pick<AuthorityRecord, 'id' | 'environment'>): string {
  return `drill/${environment}/${id}`;
}

type Drawing = AuthorityDrillFacts & { readonly facts: CardFacts };

interface Screen {
  readonly outbox: Post;
  readonly people: Pick<SlackPeople, 'names'>;
}

function attemptMessages(
  { channel }: ServicePolicy,
  drawing: Drawing,
  contact: ContactState,
  reader: Parameters<typeof drawDrillRequest>[2],
): readonly OutboundMessage[] {
  const key = attemptKey(drawing.drill, contact);
  if (contact.by === 'mention') {
    return [{ key: key('channel'), to: { channel }, ...drawDrillMention(drawing, contact.to, reader) }];
  }
  return contact.to.map((to) => ({ key: key(to), to: { person: to }, ...drawDrillRequest(drawing, null, reader) }));
}

function attemptKey(drill: AuthorityRecord, { attempt }: Pick<ContactState, 'attempt'>) {
  return (to: PersonId | 'channel') => `${authorityKey(drill)}/attempt/${attempt}/${to}`;
}

async function outcomeOf(outbox: Post, messages: readonly OutboundMessage[]): Promise<Delivery> {
  const outcomes = await Promise.all(messages.map(({ key }) => outbox.outcome(key)));
  if (outcomes.some((outcome) => outcome?.kind === 'posted')) return { kind: 'delivered' };
  const failures = outcomes.flatMap((outcome) => (outcome?.kind === 'failed' ? [outcome.why] : []));
  if (failures.length < messages.length) return { kind: 'waiting' };
  return { kind: 'failed', why: [...new Set(failures)].join('; ') || 'nobody holds the role' };
}

/** Whoever may decide next is called when their rung opens, as in a real incident. */
async function callRungs({ outbox, people }: Screen, service: ServicePolicy, drawing: Drawing): Promise<void> {
  const messages = await drawWithNames(service.time_zone, people.names, (reader) =>
    drawing.facts.incident.calls.flatMap(({ role, why, people: called }) =>
      called.map(
        (to): OutboundMessage => ({
          key: callKey(drawing.drill, role, to),
          to: { person: to },
          ...drawDrillRequest(drawing, why, reader),
        }),
      ),
    ),
  );
  await outbox.post(messages);
}

function callKey(drill: AuthorityRecord, role: string, to: PersonId): string {
  return `${authorityKey(drill)}/call/${role}/${to}`;
}

/** After the end no message of a drill has a button left. */
async function settle({ outbox, people }: Screen, service: ServicePolicy, drill: AuthorityRecord): Promise<void> {
  const drawn = await drawWithNames(service.time_zone, people.names, (reader) =>
    drawDrillSettled({ title: service.title, drill }, reader),
  );
  for (const key of sentKeys(drill)) if ((await outbox.outcome(key)) !== null) await outbox.edit(key, drawn);
}

/** A message of its own, once: an edited card calls nobody. */
async function tellFound({ outbox, people }: Screen, service: ServicePolicy, drill: AuthorityRecord): Promise<void> {
  const { title, channel, time_zone: zone } = service;
  const posts = await drawWithNames(zone, people.names, (reader) => {
    const drawn = drawDrillFound({ title, drill }, reader);
    return drawn === null ? [] : [{ key: `${authorityKey(drill)}/lapsed`, to: { channel }, ...drawn }];
  });
  await outbox.post(posts);
}

function sentKeys(drill: AuthorityRecord): readonly string[] {
  return drill.entries.flatMap(({ body }) => {
    if (body.kind === 'contact-attempted') {
      const to = body.by === 'mention' ? (['channel'] as const) : body.to;
      return body.by === 'page' ? [] : to.map(attemptKey(drill, body));
    }
    return body.kind === 'rung-opened' ? (body.people ?? []).map((to) => callKey(drill, body.role, to)) : [];
  });
}
