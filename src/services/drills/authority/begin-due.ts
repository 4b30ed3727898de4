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
import { askedRole, peopleIn } from '../../../policy/roles.ts';
import type { House } from '../../house.ts';
import { type DrillSight, drillPlace, writeDrill } from '../drill-log.ts';
import { liveIncident } from './ask-authority.ts';

export type BeginningHouse = Pick<House, 'drills' | 'people' | 'store'>;

/**
 * Begins what the calendar asks for, once whoever looks: at an hour that is not quiet, with people whom no drill has asked
 * this month, and never beside a real incident. What has to wait is looked at again; nothing is lost by it.
 */
export async function beginDueAuthority(
  house: BeginningHouse,
  sights: readonly (DrillSight & { readonly service: ServicePolicy })[],
): Promise<void> {
  const due = sights.filter((sight) => isDue(sight.service, sight));
  if (due.length === 0) return;
  const candidates = (await Promise.all(due.map((sight) => candidate(house, sight)))).filter((each) => each !== null);
  const now = due[0]?.now ?? sights[0]?.now;
  if (now === undefined) return;
  const lately = askedLately(
    sights.flatMap(({ history }) => history.authority),
    now,
  );
  for (const each of candidates) {
    if (!isItsTurn(each, candidates, lately)) continue;
    if ((await liveIncident(house, each.service)) === null) await begin(house, each.service);
  }
}

function isDue(service: ServicePolicy, { history, now }: DrillSight): boolean {
  const open = history.authority.some(({ state }) => state === 'open');
  return !open && !isQuiet(service, now) && authorityDue(history, service, now) !== null;
}

/** Null where it is not known whom it would ask: then it is looked at again. */
async function candidate(
  { people }: BeginningHouse,
  { service, history }: DrillSight & { readonly service: ServicePolicy },
): Promise<AuthorityCandidate | null> {
  const resolved = await (people.rosterLately?.(service) ?? people.roster(service)).catch(() => null);
  return resolved === null ? null : { service, history, people: peopleIn(askedRole(service), resolved) };
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
