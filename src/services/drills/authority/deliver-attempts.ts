import type { AuthorityRecord } from '../../../domain/authority-record.ts';
import type { CardFacts } from '../../../domain/card.ts';
import type { Instant } from '../../../domain/ids.ts';
import type { ContactState, Incident } from '../../../domain/incident.ts';
import { type ResolvedRoster, theBot } from '../../../domain/person.ts';
import type { ServicePolicy } from '../../../domain/policy-file/service.ts';
import { cardFacts } from '../../../policy/card-facts.ts';
import { countsAsMade } from '../../../policy/contact.ts';
import type { House } from '../../house.ts';
import type { Delivery } from '../../time/keep-time.ts';
import { readDrills, writeDrill } from '../drill-log.ts';
import { pretendIncident } from './pretend.ts';

/** How a drill's attempts reach people: as a real incident's do, each saying that it is a drill. */
export interface AttemptRoads {
  readonly house: Pick<House, 'drills'>;
  /** Messages with names of their own: sent once, however often and by however many it is asked. */
  bySlack(service: ServicePolicy, drill: AuthorityRecord, facts: CardFacts, contact: ContactState): Promise<Delivery>;
  /** A page has no name that everybody honours, so only one replica sends it. */
  byPage(service: ServicePolicy, drill: AuthorityRecord, contact: ContactState): Promise<Delivery>;
}

/** A page whose sender died is sent again after so long, in ms, and not for ever. */
const PAGE_AGAIN_MS = 30_000;
const PAGE_TRIES_MAX = 3;

/** Sends the attempts that were written down, and writes down what became of each. */
export async function deliverAttempts(
  needs: AttemptRoads,
  service: ServicePolicy,
  drill: AuthorityRecord,
  resolved: ResolvedRoster,
): Promise<void> {
  const incident = pretendIncident(drill, service);
  for (const contact of incident.contacts.filter(({ outcome }) => outcome === 'under-way')) {
    const delivery =
      contact.by === 'page'
        ? await page(needs, service, drill, contact)
        : await needs.bySlack(service, drill, factsOf(incident, service, resolved), contact);
    if (delivery.kind !== 'waiting') await record(needs, service, drill, { attempt: contact.attempt, delivery });
  }
}

function factsOf(incident: Incident, service: ServicePolicy, resolved: ResolvedRoster): CardFacts {
  const now = new Date(incident.head.at);
  return cardFacts({ incident, service, resolved, steps: [], backup: null, now });
}

/** The try is written before it is made: of several replicas one makes it. */
async function page(
  needs: AttemptRoads,
  service: ServicePolicy,
  { number }: AuthorityRecord,
  contact: ContactState,
): Promise<Delivery> {
  const { attempt } = contact;
  const { history, now } = await readDrills(needs.house.drills, service);
  const drill = history.authority.find((each) => each.number === number);
  const begun = drill?.pages.find((each) => each.attempt === attempt);
  if (drill === undefined || isUnderWay(begun, now)) return { kind: 'waiting' };
  const tries = (begun?.tries ?? 0) + 1;
  if (tries > PAGE_TRIES_MAX) return { kind: 'failed', why: 'whoever sent the page was cut off each time' };
  const kind = await writeDrill(needs.house.drills, service, ({ history: seen }) => {
    const still = seen.authority.find((each) => each.number === number);
    const made = still?.pages.find((each) => each.attempt === attempt)?.tries ?? 0;
    if (still?.state !== 'open' || made >= tries) return null;
    return { body: { kind: 'authority-page-began', number, attempt, tries }, by: theBot };
  });
  return kind === 'appended' ? needs.byPage(service, drill, contact) : { kind: 'waiting' };
}

function isUnderWay(begun: { readonly beganAt: Instant } | undefined, now: Instant): boolean {
  return begun !== undefined && Date.parse(now) - Date.parse(begun.beganAt) < PAGE_AGAIN_MS;
}

async function record(
  { house }: AttemptRoads,
  service: ServicePolicy,
  { number }: AuthorityRecord,
  given: { readonly attempt: number; readonly delivery: Exclude<Delivery, { kind: 'waiting' }> },
): Promise<void> {
  const { attempt, delivery } = given;
  const counts = countsAsMade(service, attempt);
  const body =
    delivery.kind === 'delivered'
      ? ({ kind: 'contact-delivered', attempt } as const)
      : ({ kind: 'contact-failed', attempt, why: delivery.why, counts } as const);
  await writeDrill(house.drills, service, ({ history }) => {
    const drill = history.authority.find((each) => each.number === number);
    if (drill?.state !== 'open') return null;
    const contacts = pretendIncident(drill, service).contacts;
    const isOpen = contacts.some((contact) => contact.attempt === attempt && contact.outcome === 'under-way');
    return isOpen ? { body: { kind: 'authority-wrote', number, bodies: [body] }, by: theBot } : null;
  });
}
