import type { AuthorityRecord } from '../domain/authority-record.ts';
import type { CardFacts } from '../domain/card.ts';
import { Fence, type IncidentId } from '../domain/ids.ts';
import type { ContactState, Incident } from '../domain/incident.ts';
import type { ServicePolicy } from '../domain/policy-file/service.ts';
import type { RunTag } from '../ports/run-tag.ts';
import type { Webhooks } from '../ports/webhooks.ts';
import type { Delivery } from '../services/time/keep-time.ts';

export interface ContactRoads {
  readonly webhooks: Webhooks;
  policyOf(incident: Incident): ServicePolicy;
  card(id: IncidentId): Promise<CardFacts | null>;
  bySlack(facts: CardFacts, contact: ContactState): Promise<Delivery>;
  secretOf(name: string): string;
}

/** A page must not hold up the clock for longer than this. */
const PAGE_MS_MAX = 15_000;

/** Sends one contact attempt by the road that the policy names: Slack's messages, or a webhook that pages. */
export function deliverContactBy(roads: ContactRoads): (incident: Incident, attempt: number) => Promise<Delivery> {
  return async (incident, attempt) => {
    const contact = incident.contacts.find((each) => each.attempt === attempt);
    if (contact === undefined) return { kind: 'failed', why: 'the attempt is not in the journal' };
    if (contact.by === 'page') return page(roads, incident, contact);
    const facts = await roads.card(incident.id);
    return facts === null ? { kind: 'waiting' } : roads.bySlack(facts, contact);
  };
}

async function page(roads: ContactRoads, incident: Incident, contact: ContactState): Promise<Delivery> {
  const service = roads.policyOf(incident);
  return sendPage(roads, { service, contact, run: incident.id, body: pageBody(incident, service, contact) });
}

/** One page by the webhook that the policy names for this attempt; also for a drill, whose body says so. */
export async function sendPage(
  roads: Pick<ContactRoads, 'webhooks' | 'secretOf'>,
  given: {
    readonly service: ServicePolicy;
    readonly contact: ContactState;
    readonly run: RunTag['run'];
    readonly body: Readonly<Record<string, unknown>>;
  },
): Promise<Delivery> {
  const { service, contact, run, body } = given;
  const urlEnv = service.authority.contact[contact.attempt]?.url_env;
  if (urlEnv === undefined) return { kind: 'failed', why: 'recourse.yaml names no address to page' };
  const tag: RunTag = { run, fence: Fence.parse(0) };
  try {
    const reply = await roads.webhooks.post(
      { url: roads.secretOf(urlEnv), token: null, body },
      { tag, signal: AbortSignal.timeout(PAGE_MS_MAX), progress: () => undefined },
    );
    if (reply.status < 300) return { kind: 'delivered' };
    return { kind: 'failed', why: `the pager answered ${reply.status}` };
  } catch (error) {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

/** A drill's page goes to the same address, so that what is measured is what would happen; it says what it is. */
export function drillPageBody(
  service: ServicePolicy,
  { id, askedAt }: AuthorityRecord,
  { attempt, to }: ContactState,
): Readonly<Record<string, unknown>> {
  return {
    dedup_key: `${id}/contact/${attempt}`,
    summary: `DRILL, not real: ${service.title} (${service.environment}) would need a rollback decision`,
    severity: 'critical',
    source: 'recourse',
    drill: true,
    people: to,
    identified_at: askedAt,
  };
}

/** `dedup_key` is the same for a repeat after a crash, so that a pager that knows it pages once. */
function pageBody(incident: Incident, service: ServicePolicy, contact: ContactState): Record<string, unknown> {
  return {
    dedup_key: `${incident.id}/contact/${contact.entry}`,
    summary: `${incident.id}: ${service.title} (${service.environment}) needs a rollback decision`,
    severity: 'critical',
    source: 'recourse',
    people: contact.to,
    identified_at: incident.identifiedAt,
  };
}
