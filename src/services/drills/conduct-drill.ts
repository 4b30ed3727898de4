import type { DrillEntryBody, DrillReport } from '../../domain/drill.ts';
import type { DrillHistory, DrillRecord } from '../../domain/drill-record.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Instant, PersonId } from '../../domain/ids.ts';
import { theBot } from '../../domain/person.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { wordsOf } from '../../engine/run-step.ts';
import { followUpOf } from '../../policy/drills/follow-up.ts';
import { interruptedReport } from '../../policy/drills/interrupted.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DrillLease } from '../../ports/drill-log.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';
import type { House } from '../house.ts';
import { type DrillWish, readDrills, writeDrill } from './drill-log.ts';
import { drillRun, holdDrill, sweepDrills } from './hold-drill.ts';

export interface DrillNeeds {
  readonly house: Pick<House, 'drills' | 'portsOf' | 'people' | 'home'>;
  /** Times the phases. What is due is judged by the store's clock. */
  readonly clock: Clock;
  heard(error: unknown, where: string): void;
  /** How far it is, for people; called as often as there is something to say. */
  progress(service: ServicePolicy, drill: DrillRecord, say: string): void;
}

/** Longer than any restore that would still be of use; one that hangs must not hold its scratch database for ever. */
const DRILL_MS_MAX = 12 * 3_600_000;

/**
 * Holds what the log asks for, under a lease. One that was begun under an older lease was cut off: what it left is swept,
 * and it is reported as what it is. Answers whether nothing is left to do.
 */
export async function conductDrills(
  needs: DrillNeeds,
  service: ServicePolicy,
  lease: DrillLease,
  signal: AbortSignal,
): Promise<boolean> {
  const { history } = await readDrills(needs.house.drills, service);
  const drill = history.drills.find(({ state }) => state === 'running') ?? firstWaiting(history);
  if (drill === undefined) return true;
  if (drill.state === 'running') await reportInterrupted(needs, service, lease, drill);
  else await hold(needs, service, lease, { drill, history, signal });
  return false;
}

function firstWaiting({ drills }: DrillHistory): DrillRecord | undefined {
  return drills.find(({ state }) => state === 'waiting');
}

async function hold(
  needs: DrillNeeds,
  service: ServicePolicy,
  lease: DrillLease,
  given: { readonly drill: DrillRecord; readonly history: DrillHistory; readonly signal: AbortSignal },
): Promise<void> {
  const { drill, history, signal } = given;
  const { number } = drill;
  const write = (body: DrillEntryBody) => writeUnder(needs, service, lease, () => body);
  await write({ kind: 'drill-began', number });
  const timed: Promise<unknown>[] = [];
  const effort: Effort = {
    tag: tagOf(needs, service, lease),
    signal: AbortSignal.any([signal, AbortSignal.timeout(DRILL_MS_MAX)]),
    progress: (say) => needs.progress(service, drill, say),
  };
  const report = await holdDrill(
    needs.house.portsOf(service.name),
    {
      service,
      clock: needs.clock,
      held: history.drills.filter((each) => each.report?.backup !== null && each.report !== null).length,
      phaseEnded: (time) => timed.push(inTurn(timed, () => write({ kind: 'phase-ended', number, time }), needs)),
    },
    effort,
  );
  await Promise.all(timed);
  await conclude(needs, service, lease, { drill, report });
}

/** Phases are written one after the other; one that could not be written is no reason to break off. */
function inTurn(before: readonly Promise<unknown>[], work: () => Promise<unknown>, { heard }: DrillNeeds) {
  return (before.at(-1) ?? Promise.resolve()).then(work).catch((error) => heard(error, 'a phase of a drill'));
}

async function reportInterrupted(
  needs: DrillNeeds,
  service: ServicePolicy,
  lease: DrillLease,
  drill: DrillRecord,
): Promise<void> {
  const ports = needs.house.portsOf(service.name);
  const swept: Finding = await sweepDrills(ports, tagOf(needs, service, lease)).then(
    () => ({ check: 'scratch', result: 'passed', say: 'what it left was ended and removed' }),
    (error: unknown) => ({
      check: 'scratch',
      result: 'warned',
      say: `what it left could not be removed: ${wordsOf(error).say}`,
      hint: 'The next drill removes it before it begins.',
    }),
  );
  const make = (now: Instant) => interruptedReport(service, drill, { swept, now });
  await conclude(needs, service, lease, { drill, report: make });
}

async function conclude(
  needs: DrillNeeds,
  service: ServicePolicy,
  lease: DrillLease,
  given: { readonly drill: DrillRecord; readonly report: DrillReport | ((now: Instant) => DrillReport) },
): Promise<void> {
  const { drill } = given;
  const { number } = drill;
  const owner = await ownerOf(needs, service, drill);
  await writeUnder(needs, service, lease, ({ history, now }) => {
    const report = typeof given.report === 'function' ? given.report(now) : given.report;
    const followUp = followUpOf(service, report, { owner, now });
    const left = history.drills.some((each) => each.number !== number && each.state !== 'ended');
    const body = { kind: 'drill-ended', number, report, followUp } as const;
    return { body, by: theBot, guard: { work: left ? 'due' : 'settled' } };
  });
}

/** Whoever asked looks after it, else the first team lead; nobody is guessed where people cannot be asked for. */
async function ownerOf(
  { house }: DrillNeeds,
  service: ServicePolicy,
  { askedBy }: DrillRecord,
): Promise<PersonId | null> {
  if (askedBy.kind === 'person') return askedBy.id;
  const resolved = await house.people.roster(service).catch(() => null);
  return resolved?.roster['team-lead']?.[0] ?? null;
}

/** Written only while the lease lasts. @throws Error when it does not: another replica goes on */
async function writeUnder(
  { house }: DrillNeeds,
  service: ServicePolicy,
  { fence }: DrillLease,
  wish: (sight: Parameters<Parameters<typeof writeDrill>[2]>[0]) => DrillEntryBody | DrillWish,
): Promise<void> {
  const kind = await writeDrill(house.drills, service, (sight) => {
    const wanted = wish(sight);
    const draft: DrillWish = 'body' in wanted ? wanted : { body: wanted, by: theBot };
    return { ...draft, guard: { ...draft.guard, fence } };
  });
  if (kind === 'fenced-off') throw new Error('another replica took this drill over');
}

function tagOf({ house }: DrillNeeds, { name }: ServicePolicy, { fence }: DrillLease): RunTag {
  return { run: drillRun(name), fence, home: house.home };
}
