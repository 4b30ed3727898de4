import { setTimeout as delay } from 'node:timers/promises';
import { isPretended } from '../../../domain/authority-drill.ts';
import type { AuthorityRecord } from '../../../domain/authority-record.ts';
import type { CardFacts } from '../../../domain/card.ts';
import type { PersonId, ServiceName } from '../../../domain/ids.ts';
import { type ResolvedRoster, theBot } from '../../../domain/person.ts';
import type { ServicePolicy } from '../../../domain/policy-file/service.ts';
import { cardFacts } from '../../../policy/card-facts.ts';
import { authorityFollowUp, authorityReport, authorityResult } from '../../../policy/drills/authority-report.ts';
import { dueMoves } from '../../../policy/due.ts';
import { type DrillSight, type DrillWish, readDrills, writeDrill } from '../drill-log.ts';
import { liveIncident } from './ask-authority.ts';
import { type BeginningHouse, beginDueAuthority, type ServiceSight } from './begin-due.ts';
import { type AttemptRoads, deliverAttempts } from './deliver-attempts.ts';
import { findWaiting, type WaitingDrill } from './find-waiting.ts';
import { pretendIncident } from './pretend.ts';

export interface AuthorityKeeperNeeds extends AttemptRoads {
  readonly house: BeginningHouse & { readonly services: readonly ServicePolicy[] };
  /** Shows one as it stands; `facts` is what its card is drawn from while it is open. Safe to call again. */
  tell(service: ServicePolicy, drill: AuthorityRecord, facts: CardFacts | null): Promise<void>;
  /** Tells that one waits in vain, once for each time when it was due. Safe to call again. */
  tellWaiting(waiting: WaitingDrill): Promise<void>;
  heard(error: unknown, where: string): void;
}

export interface AuthorityKeeper {
  /** Looks now instead of at the next poll. */
  wake(): void;
  stop(): Promise<void>;
}

/** The clock of an open drill is kept as closely as a real incident's; else the calendar is looked at, in ms. */
const OPEN_MS = 1_000;
const IDLE_MS = 5_000;
/** After a start the newest drills are shown again, in case the last life could not. */
const SHOWN_AGAIN = 2;

/**
 * Every replica keeps authority drills: what is to be written is judged against the log and written behind it as one act,
 * so it is written once; what is to be sent has a name in the outbox, so it is sent once.
 */
export function startAuthorityKeeper(needs: AuthorityKeeperNeeds): AuthorityKeeper {
  const stopping = new AbortController();
  const shown = new Map<string, number>();
  let nudge = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const isOpen = await lookAtAuthority(needs, shown).catch((error: unknown) => {
        needs.heard(error, 'authority drills');
        return false;
      });
      const wait = AbortSignal.any([stopping.signal, nudge.signal]);
      await delay(isOpen ? OPEN_MS : IDLE_MS, undefined, { signal: wait }).catch(() => undefined);
      if (nudge.signal.aborted) nudge = new AbortController();
    }
  }

  const running = run();
  return {
    wake: () => nudge.abort(),
    stop: async () => {
      stopping.abort(new Error('Recourse is stopping'));
      await running;
    },
  };
}

/** One look at all services; answers whether a drill is open. @param shown how far each was shown by this process */
export async function lookAtAuthority(needs: AuthorityKeeperNeeds, shown: Map<string, number>): Promise<boolean> {
  const { house, heard } = needs;
  // Trouble with one service keeps no other's people from being asked in time, nor an open drill from its end.
  const sights = (await Promise.all(house.services.map((service) => sightOf(needs, service)))).filter(isSeen);
  const begun = await beginDueAuthority(house, sights, heard).catch((error: unknown) => {
    heard(error, 'the calendar of authority drills');
    return new Set<ServiceName>();
  });
  await tellWaiting(needs, { sights, begun, shown }).catch((error: unknown) =>
    heard(error, 'waiting authority drills'),
  );
  let isOpen = sights.length < house.services.length;
  for (const sight of sights) {
    const { service } = sight;
    const open = await lookAtOne(needs, begun.has(service.name) ? null : sight, service, shown).catch(
      (error: unknown) => {
        heard(error, `the authority drill of ${service.name}`);
        return true;
      },
    );
    isOpen ||= open;
  }
  return isOpen;
}

async function tellWaiting(
  needs: AuthorityKeeperNeeds,
  given: {
    readonly sights: readonly ServiceSight[];
    readonly begun: ReadonlySet<ServiceName>;
    readonly shown: Map<string, number>;
  },
): Promise<void> {
  const { sights, begun, shown } = given;
  const still = sights.filter(({ service }) => !begun.has(service.name));
  for (const waiting of await findWaiting(needs.house, still)) {
    const key = `waiting/${waiting.service.name}`;
    if (shown.get(key) === Date.parse(waiting.due)) continue;
    await needs.tellWaiting(waiting);
    shown.set(key, Date.parse(waiting.due));
  }
}

async function sightOf({ house, heard }: AuthorityKeeperNeeds, service: ServicePolicy): Promise<ServiceSight | null> {
  return readDrills(house.drills, service).then(
    (sight) => ({ service, ...sight }),
    (error: unknown) => {
      heard(error, `the log of drills of ${service.name}`);
      return null;
    },
  );
}

function isSeen(sight: ServiceSight | null): sight is ServiceSight {
  return sight !== null;
}

/** @param seen what was just read of its log; null where something was written behind it since */
async function lookAtOne(
  needs: AuthorityKeeperNeeds,
  seen: DrillSight | null,
  service: ServicePolicy,
  shown: Map<string, number>,
): Promise<boolean> {
  const sight = seen ?? (await readDrills(needs.house.drills, service));
  const open = openIn(sight);
  const after = open === undefined ? sight : await keepTime(needs, service, sight, open);
  await show(needs, service, after, shown);
  return openIn(after) !== undefined;
}

function openIn({ history }: DrillSight): AuthorityRecord | undefined {
  return history.authority.find(({ state }) => state === 'open');
}

/**
 * Writes what the clock asks for, sends what was written, and ends it when it is decided, over, or overtaken. The log is
 * read again only where something came to it. A roster that cannot be read keeps no drill from its end.
 */
async function keepTime(
  needs: AuthorityKeeperNeeds,
  service: ServicePolicy,
  before: DrillSight,
  { number }: AuthorityRecord,
): Promise<DrillSight> {
  const { drills } = needs.house;
  const again = () => readDrills(drills, service);
  const live = await liveIncident(needs.house);
  const resolved = await rosterOf(needs, service).catch((error: unknown) => {
    needs.heard(error, `the roster for the authority drill of ${service.name}`);
    return null;
  });
  const wish = (seen: DrillSight) => nextEntry(service, seen, { number, resolved, live });
  const isDue = wish(before) !== null;
  if (isDue) await writeDrill(drills, service, wish);
  const sight = isDue ? await again() : before;
  const drill = openIn(sight);
  if (drill === undefined || resolved === null || !hasUnsent(drill, service)) return sight;
  await deliverAttempts(needs, service, drill, resolved);
  return again();
}

function hasUnsent(drill: AuthorityRecord, service: ServicePolicy): boolean {
  return pretendIncident(drill, service).contacts.some(({ outcome }) => outcome === 'under-way');
}

/** What the log has to say next of an open drill; null where nothing is due. */
function nextEntry(
  service: ServicePolicy,
  { history, now }: DrillSight,
  given: {
    readonly number: number;
    readonly resolved: ResolvedRoster | null;
    readonly live: Awaited<ReturnType<typeof liveIncident>>;
  },
): DrillWish | null {
  const { number, resolved, live } = given;
  const drill = history.authority.find((each) => each.number === number);
  if (drill === undefined || drill.state === 'ended') return null;
  const incident = pretendIncident(drill, service);
  const result = authorityResult(incident, service, { now: new Date(now), live });
  if (result !== null) {
    const report = authorityReport(incident, service, { result, entries: drill.entries, live, now });
    const followUp = authorityFollowUp(service, report, { owner: ownerOf(drill, resolved), now });
    return { body: { kind: 'authority-ended', number, report, followUp }, by: theBot };
  }
  if (resolved === null) return null;
  const { moves } = dueMoves(incident, service, resolved, new Date(now));
  const bodies = moves.map(({ draft }) => draft.body).filter(isPretended);
  return bodies.length === 0 ? null : { body: { kind: 'authority-wrote', number, bodies }, by: theBot };
}

/** Whoever asked for it looks after what it found, else the first team lead. */
function ownerOf({ askedBy }: AuthorityRecord, resolved: ResolvedRoster | null): PersonId | null {
  return askedBy.kind === 'person' ? askedBy.id : (resolved?.roster['team-lead']?.[0] ?? null);
}

async function show(
  needs: AuthorityKeeperNeeds,
  service: ServicePolicy,
  { history, now }: DrillSight,
  shown: Map<string, number>,
): Promise<void> {
  const before = shown.get(service.name);
  const { authority, head } = history;
  if (before === head) return;
  const news = before === undefined ? authority.slice(-SHOWN_AGAIN) : authority.filter((drill) => drill.head > before);
  for (const drill of news) {
    const resolved = drill.state === 'open' ? await rosterOf(needs, service) : null;
    const facts = resolved === null ? null : factsOf(drill, service, { resolved, now: new Date(now) });
    await needs.tell(service, drill, facts);
  }
  shown.set(service.name, head);
}

function factsOf(
  drill: AuthorityRecord,
  service: ServicePolicy,
  { resolved, now }: { readonly resolved: ResolvedRoster; readonly now: Date },
): CardFacts {
  return cardFacts({ incident: pretendIncident(drill, service), service, resolved, steps: [], backup: null, now });
}

/** The ladder may look at a roster that is a few seconds old; a click never does. */
function rosterOf({ house }: AuthorityKeeperNeeds, service: ServicePolicy): Promise<ResolvedRoster> {
  return house.people.rosterLately?.(service) ?? house.people.roster(service);
}
