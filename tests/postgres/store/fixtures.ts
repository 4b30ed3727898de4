import type { Store } from '../../../src/adapters/store/open-store.ts';
import type { Draft } from '../../../src/domain/entry.ts';
import { ChannelId, type IncidentId, Instant, PersonId, ServiceName } from '../../../src/domain/ids.ts';
import { theBot } from '../../../src/domain/person.ts';

let services = 0;

/** A service that no other test of this file has. */
export function anotherService(): ServiceName {
  services += 1;
  return ServiceName.parse(`service-${services}`);
}

export function declared(service: ServiceName): Draft {
  return {
    by: { kind: 'person', id: PersonId.parse('U0ONCALL') },
    body: {
      kind: 'incident-declared',
      declaration: {
        service,
        environment: 'production',
        channel: ChannelId.parse('C0INCIDENT'),
        declaredBy: PersonId.parse('U0ONCALL'),
        identifiedAt: Instant.parse('2026-11-21T11:30:00.000Z'),
        identifiedSource: 'person',
        triggers: [{ code: 'data-corruption' }],
        seen: 'GET /api/prompts answers 500',
      },
    },
  };
}

export function note(text: string): Draft {
  return { by: theBot, body: { kind: 'note-added', text } };
}

export const closed: Draft = {
  by: theBot,
  body: { kind: 'incident-closed', rootCause: 'a column was dropped', pathUsed: 'restore' },
};

/** An incident with one entry, and its head. */
export async function openIncident(store: Store, service = anotherService()) {
  const opened = await store.entries.open({ service, environment: 'production', draft: declared(service) });
  return { id: opened.id, service, head: await headOf(store, opened.id) };
}

export async function headOf(store: Store, id: IncidentId) {
  const chain = await store.entries.readChain(id);
  const read = await store.entries.read(id, (chain?.head.n ?? 1) - 1);
  const last = read?.entries.at(-1);
  if (last === undefined) throw new Error(`${id} has no entries`);
  return { n: last.n, digest: last.digest };
}
