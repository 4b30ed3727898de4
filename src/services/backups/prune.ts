import { RecourseError } from '../../domain/errors.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { type BackupUse, backupsInUse } from '../../plan/backups-in-use.ts';
import { judgeRetention, type Retention, type Retired } from '../../plan/retention.ts';
import type { House } from '../house.ts';
import { migrationUnderWay } from '../migrations/inherit.ts';

const LIVE_MAX = 200;

type Needs = Pick<House, 'store' | 'journal' | 'portsOf' | 'migrations'>;

/**
 * Removes the backups of a service that are older than policy keeps them (B3); with `dryRun` only says which. What the
 * storage holds under lock is spared with its reason, and the next prune tries it again.
 */
export async function prune(
  house: Needs,
  service: ServicePolicy,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Retention> {
  const { backups } = house.portsOf(service.name);
  const { keep_nightly: keepNightlyMs, keep_weekly: keepWeeklyMs, keep_good: keepGood } = service.backups;
  const rules = { keepNightlyMs, keepWeeklyMs, keepGood };
  const stored = await backups.list();
  const now = new Date(await house.store.now());
  const retention = judgeRetention(stored, rules, { now, ...(await useOf(house, service)) });
  return dryRun ? retention : carryOut(house, service, retention);
}

async function carryOut(house: Needs, service: ServicePolicy, planned: Retention): Promise<Retention> {
  const retired: Retired[] = [];
  const spared = [...planned.spared];
  for (const each of planned.retired) {
    const why = await removeUnlessNeeded(house, service, each);
    if (why === null) retired.push(each);
    else spared.push({ id: each.id, why });
  }
  return { retired, spared };
}

/** Asked again before each: removing takes time, and an incident may have been declared meanwhile. */
async function removeUnlessNeeded(house: Needs, service: ServicePolicy, { id }: Retired): Promise<string | null> {
  const use = await useOf(house, service);
  if (use.ofMigration === id) return 'a migration was begun meanwhile, and would be undone with it';
  if (use.choosing || use.used.has(id)) return 'an incident was opened meanwhile, and may use it';
  const { backups } = house.portsOf(service.name);
  const pin = (await backups.read(id))?.pin;
  if (pin !== undefined) return `pinned by ${pin.by} meanwhile: ${pin.reason}`;
  try {
    await backups.remove(id);
    return null;
  } catch (error) {
    if (error instanceof RecourseError && error.code === 'storage-locked') return error.message;
    throw error;
  }
}

async function useOf(
  house: Pick<House, 'store' | 'journal' | 'migrations'>,
  service: ServicePolicy,
): Promise<BackupUse> {
  const lines = await house.store.list({ liveOnly: true, service: service.name, limit: LIVE_MAX });
  const incidents = await Promise.all(lines.map((line) => house.journal.incident(line.id)));
  const migration = await migrationUnderWay(house, service);
  return backupsInUse(
    incidents.filter((incident) => incident !== null),
    migration?.backup ?? null,
  );
}
