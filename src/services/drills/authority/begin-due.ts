import type { PersonId, ServiceName } from '../../../domain/ids.ts';
import { theBot } from '../../../domain/person.ts';
import type { ServicePolicy } from '../../../domain/policy-file/service.ts';
import {
  type AuthorityCandidate,
  askedLately,
  authorityDue,
  isItsTurn,
  nextAuthorityNumber,
} from '../../../policy/drills/due-authority.ts';
import { isQuiet } from '../../../policy/drills/quiet-hours.ts';
import { ladderOf, peopleIn } from '../../../policy/roles.ts';
import type { House } from '../../house.ts';
import { type DrillSight, drillPlace, writeDrill } from '../drill-log.ts';
import { liveIncident } from './ask-authority.ts';

export type BeginningHouse = Pick<House, 'drills' | 'people' | 'store'>;

/** A service, and what stood in its log of drills. */
export type ServiceSight = DrillSight & { readonly service: ServicePolicy };

/**
 * Begins what the calendar asks for, once whoever looks: at an hour that is quiet for nobody who could be asked, with
 * people whom no drill asks now or has asked this month, and never beside a real incident. What has to wait is looked at
 * again; nothing is lost by it. Answers which were begun.
 */
export async function beginDueAuthority(
  house: BeginningHouse,
  sights: readonly ServiceSight[],
  heard: (error: unknown, where: string) => void,
): Promise<ReadonlySet<ServiceName>> {
  const begun = new Set<ServiceName>();
  const due = sights.filter((sight) => isDue(sight.service, sight));
  const [now] = due.map((sight) => sight.now);
  if (now === undefined || (await liveIncident(house)) !== null) return begun;
  const candidates = (await Promise.all(due.map((sight) => whoIsAwake(sight)))).filter((each) => each !== null);
  const lately = new Set([
    ...askedLately(
      sights.flatMap(({ history }) => history.authority),
      now,
    ),
    ...(await askedNow(house, sights)),
  ]);
  const able = candidates.filter(({ people }) => !people.some((person) => lately.has(person)));
  const theirTurn = able.filter((each) => isItsTurn(each, able, lately));
  for (const { service } of theirTurn) {
    await begin(house, service).then(() => begun.add(service.name), trouble(service));
  }
  return begun;

  function whoIsAwake(sight: ServiceSight) {
    return awakeCandidate(house, sight).catch((error: unknown) => {
      trouble(sight.service)(error);
      return null;
    });
  }

  function trouble({ name }: ServicePolicy) {
    return (error: unknown) => heard(error, `the beginning of the authority drill of ${name}`);
  }
}

function isDue(service: ServicePolicy, { history, now }: DrillSight): boolean {
  const open = history.authority.some(({ state }) => state === 'open');
  return !open && !isQuiet(service, now) && authorityDue(history, service, now) !== null;
}

/** Null where it is not known whom it could ask, or it is somebody's quiet hour: then it is looked at again. */
async function awakeCandidate(
  house: BeginningHouse,
  { service, history, now }: ServiceSight,
): Promise<AuthorityCandidate | null> {
  const people = await everybodyOf(house, service);
  if (people === null) return null;
  const zones = await Promise.all(people.map((person) => house.people.timeZone(person)));
  const isNight = zones.some((zone) => zone !== null && isQuiet(service, now, zone));
  return isNight ? null : { service, history, people };
}

/** Whoever a drill that is open could still ask: between two drills nobody has to choose. */
async function askedNow(house: BeginningHouse, sights: readonly ServiceSight[]): Promise<readonly PersonId[]> {
  const open = sights.filter(({ history }) => history.authority.some(({ state }) => state === 'open'));
  return (await Promise.all(open.map(({ service }) => everybodyOf(house, service)))).flatMap((people) => people ?? []);
}

/** Everybody on the ladder; null where it is not known who that is, or nobody holds the role that is asked first. */
export async function everybodyOf(
  { people }: BeginningHouse,
  service: ServicePolicy,
): Promise<readonly PersonId[] | null> {
  const resolved = await (people.rosterLately?.(service) ?? people.roster(service)).catch(() => null);
  if (resolved === null) return null;
  const [asked, ...later] = ladderOf(service).map((role) => peopleIn(role, resolved));
  return asked === undefined || asked.length === 0 ? null : [...new Set([asked, later].flat(2))];
}

async function begin({ drills }: BeginningHouse, service: ServicePolicy): Promise<void> {
  await writeDrill(drills, service, ({ history, now }) => {
    const occasion = isDue(service, { history, now }) ? authorityDue(history, service, now) : null;
    if (occasion === null) return null;
    const { service: name, environment } = drillPlace(service);
    const body = { kind: 'authority-asked', number: nextAuthorityNumber(history), ...occasion } as const;
    return { body, by: theBot, guard: { once: `authority/${name}/${environment}/${occasion.due}` } };
  });
}
