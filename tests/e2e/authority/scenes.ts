import { digestOf } from '../../../src/domain/canonical.ts';
import type { Draft, EntryBody } from '../../../src/domain/entry.ts';
import { type IncidentId, type PersonId, ServiceName, toInstant } from '../../../src/domain/ids.ts';
import { type Role, theBot } from '../../../src/domain/person.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { ServicePolicy } from '../../../src/domain/policy-file/service.ts';
import { granted } from '../../../src/domain/verdict.ts';
import { openJournal } from '../../../src/engine/journal.ts';
import type { EntryStore } from '../../../src/ports/entry-store.ts';
import { declared, lead, onCall, owner, policy, requester } from '../../support/incident-builder.ts';
import { storyPlan } from '../../support/restore-story.ts';

let services = 0;

/** The policy of a service that no other incident of this file is about: one live incident each. */
export function anotherService(overrides: Parameters<typeof policy>[0] = {}): ServicePolicy {
  services += 1;
  return { ...policy(overrides), name: ServiceName.parse(`service-${services}`) };
}

/** `silent`: asked, and every wait is over. `asked`: the last wait runs. `unasked`: only time has passed. */
export type Reach = 'here' | 'silent' | 'asked' | 'unasked';

const asked = { 'stand-in': 'team-lead', 'on-call-empowered': 'on-call', 'single-operator': 'owner' } as const;
const holder: Readonly<Record<Role, PersonId>> = { 'team-lead': lead, 'on-call': onCall, owner, cto: lead };

export interface SceneWishes {
  readonly service: ServicePolicy;
  readonly by?: PersonId;
  /** How long before the declaration it was identified, in ms: this is what places the window. */
  readonly identifiedAgoMs?: number;
  readonly reach?: Reach;
}

/** An incident with a plan on the table, by entries alone: nothing was measured and nothing is waited for. */
export async function openDeciding(store: EntryStore, wishes: SceneWishes): Promise<IncidentId> {
  const { service, by = requester, identifiedAgoMs = 0, reach = 'unasked' } = wishes;
  const identifiedAt = toInstant(new Date(Date.parse(await store.now()) - identifiedAgoMs));
  const { declaration } = declared().incident;
  const opened = await store.open({
    service: service.name,
    environment: 'production',
    draft: {
      by: { kind: 'person', id: by },
      body: {
        kind: 'incident-declared',
        declaration: { ...declaration, service: service.name, declaredBy: by, identifiedAt },
      },
    },
  });
  const drafts = [...reached(service, reach), planFor(service, 1)];
  await openJournal(store).append(opened.id, () => granted({ drafts }));
  return opened.id;
}

/** A new revision of the plan. */
export function planFor(service: ServicePolicy, revision: number, changes: string[] = []): Draft {
  const plan: Plan = { ...storyPlan, service: service.name, lossMayGrowByRows: 10_000 + revision };
  const proposed = { revision, digest: digestOf({ plan, revision }), plan, expectedMs: 12_000 };
  return byBot({ kind: 'plan-proposed', proposed, changes });
}

function reached(service: ServicePolicy, reach: Reach): Draft[] {
  const role = asked[service.authority.profile];
  const person = holder[role];
  if (reach === 'unasked') return [];
  if (reach === 'here')
    return [
      { by: { kind: 'person', id: person }, body: { kind: 'contact-answered', role, how: 'pressed “I am here”' } },
    ];
  return service.authority.contact.flatMap(({ by, wait }, attempt) => [
    byBot({ kind: 'contact-attempted', attempt, by, to: [person], waitMs: reach === 'silent' ? 0 : wait }),
    byBot({ kind: 'contact-delivered', attempt }),
  ]);
}

export function byBot(body: EntryBody): Draft {
  return { by: theBot, body };
}
