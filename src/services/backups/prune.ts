import type { BackupId } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { type Retired, retire } from '../../plan/retention.ts';
import type { House } from '../house.ts';

const LIVE_MAX = 200;

/** Removes the backups of a service that are older than policy keeps them (B3); with `dryRun` only says which. */
export async function prune(
  house: Pick<House, 'store' | 'journal' | 'portsOf'>,
  service: ServicePolicy,
  { dryRun }: { readonly dryRun: boolean },
): Promise<readonly Retired[]> {
  const { backups } = house.portsOf(service.name);
  const rules = { keepNightlyMs: service.backups.keep_nightly, keepWeeklyMs: service.backups.keep_weekly };
  // Asked in this order, so that an incident which takes a backup up meanwhile is seen by its next prune at the latest.
  const stored = await backups.list();
  const inUse = await backupsInUse(house, service);
  const retired = retire(stored, rules, { now: new Date(await house.store.now()), inUse });
  if (!dryRun) for (const { id } of retired) await backups.remove(id);
  return retired;
}

/** While an incident is live, the backup that it chose and the one that its plan names are not touched. */
async function backupsInUse(
  house: Pick<House, 'store' | 'journal'>,
  service: ServicePolicy,
): Promise<ReadonlySet<BackupId>> {
  const lines = await house.store.list({ liveOnly: true, service: service.name, limit: LIVE_MAX });
  const incidents = await Promise.all(lines.map((line) => house.journal.incident(line.id)));
  return new Set(
    incidents.flatMap((incident) => [incident?.chosenBackup ?? [], incident?.proposed?.plan.backup?.id ?? []].flat()),
  );
}
