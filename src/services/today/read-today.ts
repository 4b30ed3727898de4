import { lastAuthority } from '../../domain/authority-record.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Asked, DrillsToday, MigrationToday, ServiceToday } from '../../domain/service-today.ts';
import { wordsOf } from '../../engine/run-step.ts';
import { backupsToday } from '../../plan/backups-today.ts';
import { decidersToday } from '../../policy/deciders-today.ts';
import { readOverview } from '../drills/read-overview.ts';
import type { House } from '../house.ts';
import { readMigration } from '../migrations/act-on-migration.ts';
import { autoDeploysOff } from './auto-deploys-off.ts';
import { toDoToday } from './to-do.ts';

/** What the facts of a service are read from. */
export type TodayHouse = Pick<House, 'store' | 'journal' | 'people' | 'drills' | 'migrations' | 'portsOf'>;

/** More live incidents than this a service cannot have. */
const LIVE_MAX = 10;

/**
 * How a service stands today, gathered in one place for the Home tab and the weekly digest. A part that cannot be asked
 * says why and keeps nobody from the others; only a store that is away throws.
 */
export async function readToday(house: TodayHouse, service: ServicePolicy): Promise<ServiceToday> {
  const { name, title, environment, channel, time_zone: timeZone } = service;
  const at = await house.store.now();
  const [live, backups, drills, toDo, deciders, migration, off] = await Promise.all([
    house.store.list({ liveOnly: true, service: name, limit: LIVE_MAX }),
    asked(async () => {
      const all = await house.portsOf(name).backups.list();
      return backupsToday(all, service.backups.fresh_for, new Date(at));
    }),
    asked(() => drillsToday(house, service)),
    asked(() => toDoToday(house, service, at)),
    asked(async () => decidersToday(service, await rosterOf(house, service))),
    asked(() => migrationToday(house, service)),
    asked(() => autoDeploysOff(house, service)),
  ]);
  return {
    ...{ name, title, environment, channel, timeZone, at, backups, drills, toDo, deciders, migration },
    live: live.map(({ id, declaredAt }) => ({ id, declaredAt })),
    autoDeploysOff: off,
  };
}

/** @param work asked once; what it throws becomes the reason why nothing is known */
async function asked<Known>(work: () => Promise<Known>): Promise<Asked<Known>> {
  try {
    return { kind: 'known', value: await work() };
  } catch (error) {
    return { kind: 'unknown', why: wordsOf(error).say };
  }
}

async function drillsToday(house: TodayHouse, service: ServicePolicy): Promise<DrillsToday> {
  const { drills, authority, next, late } = await readOverview(house, service);
  return {
    last: drills.findLast(({ state }) => state === 'ended') ?? null,
    lastAuthority: lastAuthority(authority),
    asksPeople: service.drill.authority !== 'off',
    ...{ next, late },
  };
}

/** A few seconds old at most: what is shown decides nothing. */
function rosterOf({ people }: TodayHouse, service: ServicePolicy) {
  return people.rosterLately?.(service) ?? people.roster(service);
}

const over: ReadonlySet<MigrationToday['phase']> = new Set(['done', 'called-off']);

async function migrationToday(house: TodayHouse, service: ServicePolicy): Promise<MigrationToday | null> {
  const newest = await readMigration(house, service);
  if (newest === null || over.has(newest.phase)) return null;
  const { number, phase, operator, askedAt } = newest;
  return { number, phase, operator, askedAt };
}
