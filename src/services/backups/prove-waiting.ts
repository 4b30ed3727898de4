import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import { waitingForProof } from '../../plan/waiting-for-proof.ts';
import { readyRulesOf } from './keep-ready.ts';
import { proofTag, proveBackup } from './prove-by-hand.ts';
import { effortUnder, type Scheduling } from './take-scheduled.ts';

/**
 * Proves the newest backup that still waits for it: one that was taken by hand, or whose proof could not be tried before.
 * Not while an incident or a migration is open or anybody makes copies. Of several replicas one does it, once an hour.
 *
 * @returns null where nothing waits, or where it is not the time
 */
export async function proveWaiting(
  { house, repeats, clock }: Scheduling,
  service: ServicePolicy,
): Promise<StoredBackup | null> {
  if (!service.backups.prove_waiting) return null;
  const ports = house.portsOf(service.name);
  const now = await house.store.now();
  const backup = waitingForProof(await ports.backups.list(), {
    now: new Date(now),
    freshForMs: service.backups.fresh_for,
  });
  const rules = readyRulesOf(house, service);
  if (backup === null || !(await rules.isQuiet())) return null;
  if ((await ports.ready.whereNobodyMakes(async () => true)) === null) return null;
  const hour = now.slice(0, '2026-11-21T02'.length);
  if (!(await repeats.first(`prove/${service.name}/${backup.manifest.id}/${hour}`))) return null;
  const effort = effortUnder(proofTag('schedule', service.name, clock, house.home));
  return { ...backup, proof: await proveBackup(ports, clock, backup, effort, rules) };
}
