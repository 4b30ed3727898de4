import { setTimeout as delay } from 'node:timers/promises';
import { isPretended } from '../../../domain/authority-drill.ts';
import type { AuthorityRecord } from '../../../domain/authority-record.ts';
import type { CardFacts } from '../../../domain/card.ts';
import type { PersonId } from '../../../domain/ids.ts';
import { type ResolvedRoster, theBot } from '../../../domain/person.ts';
import type { ServicePolicy } from '../../../domain/policy-file/service.ts';
import { cardFacts } from '../../../policy/card-facts.ts';
import { authorityFollowUp, authorityReport, authorityResult } from '../../../policy/drills/authority-report.ts';
import { dueMoves } from '../../../policy/due.ts';
import { type DrillSight, type DrillWish, readDrills, writeDrill } from '../drill-log.ts';
import { liveIncident } from './ask-authority.ts';
import { type BeginningHouse, beginDueAuthority } from './begin-due.ts';
import { type AttemptRoads, deliverAttempts } from './deliver-attempts.ts';
import { pretendIncident } from './pretend.ts';

export interface AuthorityKeeperNeeds extends AttemptRoads {
  readonly house: BeginningHouse & { readonly services: readonly ServicePolicy[] };
  /** Shows one as it stands; `facts` is what its card is drawn from while it is open. Safe to call again. */
  tell(service: ServicePolicy, drill: AuthorityRecord, facts: CardFacts | null): Promise<void>;
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
  const { drills, services } = needs.house;
  const sights = await Promise.all(
    services.map(async (service) => ({ service, ...(await readDrills(drills, service)) })),
  );
  await beginDueAuthority(needs.house, sights);
  let isOpen = false;
  for (const service of services) {
    // Trouble with one service keeps no other's people from being asked in time.
    const open = await lookAtOne(needs, service, shown).catch((error: unknown) => {
      needs.heard(error, `the authority drill of ${service.name}`);
      return true;
    });
    isOpen ||= open;
  }
  return isOpen;
}

async function lookAtOne(
  needs: AuthorityKeeperNeeds,
  service: ServicePolicy,
  shown: Map<string, number>,
): Promise<boolean> {
  const { drills } = needs.house;
  const open = (await readDrills(drills, service)).history.authority.find(({ state }) => state === 'open');
  if (open !== undefined) await keepTime(needs, service, open);
  const after = await readDrills(drills, service);
  await show(needs, service, after, shown);
  return after.history.authority.some(({ state }) => state === 'open');
}

/** Writes what the clock asks for, sends what was written, and ends it when it is decided, over, or overtaken. */
async function keepTime(
  needs: AuthorityKeeperNeeds,
  service: ServicePolicy,
  { number }: AuthorityRecord,
): Promise<void> {
  const resolved = await rosterOf(needs, service);
  const live = await liveIncident(needs.house, service);
  await writeDrill(needs.house.drills, service, (sight) => nextEntry(service, sight, { number, resolved, live }));
  const { history } = await readDrills(needs.house.drills, service);
  const drill = history.authority.find((each) => each.number === number);
  if (drill?.state === 'open') await deliverAttempts(needs, service, drill, resolved);
}

/** What the log has to say next of an open drill; null where nothing is due. */
function nextEntry(
  service: ServicePolicy,
  { history, now }: DrillSight,
  given: {
    readonly number: number;
    readonly resolved: ResolvedRoster;
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
  const { moves } = dueMoves(incident, service, resolved, new Date(now));
  const bodies = moves.map(({ draft }) => draft.body).filter(isPretended);
  return bodies.length === 0 ? null : { body: { kind: 'authority-wrote', number, bodies }, by: theBot };
}

/** Whoever asked for it looks after what it found, else the first team lead. */
function ownerOf({ askedBy }: AuthorityRecord, { roster }: ResolvedRoster): PersonId | null {
  return askedBy.kind === 'person' ? askedBy.id : (roster['team-lead']?.[0] ?? null);
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
