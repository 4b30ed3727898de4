import { Fence } from '../../domain/ids.ts';
import type { BackupProof, StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Retired } from '../../plan/retention.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Repeats } from '../../ports/entry-store.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';
import type { House } from '../house.ts';
import { readyRulesOf } from './keep-ready.ts';
import { proofTag, proveBackup } from './prove-by-hand.ts';
import { prune } from './prune.ts';
import { pruneLostRows } from './prune-lost-rows.ts';

/** Longer than any dump that fits a night. */
const BACKUP_MS_MAX = 6 * 3_600_000;

export interface Scheduling {
  readonly house: Pick<House, 'store' | 'journal' | 'portsOf' | 'home' | 'migrations'>;
  readonly repeats: Repeats;
  readonly clock: Clock;
}

export interface ScheduledBackup {
  readonly backup: StoredBackup;
  readonly retired: readonly Retired[];
  /** Why the proof or the prune could not be done; the backup stands all the same. */
  readonly undone: readonly unknown[];
}

/**
 * A backup by the calendar: taken, proved by a restore, and the old ones retired (B2, B3, B7). `occasion`
 * names it; of several replicas that wake for it, one takes the backup. What is taken stays taken, whatever becomes of the rest.
 *
 * @returns null where another replica has this occasion
 */
export async function takeScheduled(
  scheduling: Scheduling,
  service: ServicePolicy,
  kind: 'nightly' | 'weekly',
  occasion: string,
): Promise<ScheduledBackup | null> {
  const { house, repeats, clock } = scheduling;
  if (!(await repeats.first(`backup/${service.name}/${kind}/${occasion}`))) return null;
  const ports = house.portsOf(service.name);
  const effort = effortUnder({ run: `backup-${service.name}`, fence: Fence.parse(0) });
  await ports.backups.sweep();
  const appCommit = (await ports.deploys[0]?.current(effort).catch(() => null)) ?? (await ports.source.currentCommit());
  const backup = await ports.backups.take({ kind, takenBy: 'schedule', appCommit }, effort);
  const undone: unknown[] = [];
  const orSay = <Result>(work: Promise<Result>, otherwise: Result) =>
    work.catch((error: unknown) => {
      undone.push(error);
      return otherwise;
    });
  const proofEffort = effortUnder(proofTag('schedule', service.name, clock, house.home));
  const rules = readyRulesOf(house, service);
  const proof = await orSay<BackupProof | null>(proveBackup(ports, clock, backup, proofEffort, rules), null);
  // After the proof, so that a bad backup never lets the last good one go.
  const { retired } = await orSay(prune(house, service, { dryRun: false }), { retired: [], spared: [] });
  await orSay<unknown>(pruneLostRows(house, service, { dryRun: false }), null);
  return { backup: { ...backup, proof }, retired, undone };
}

/** An effort of the calendar: nobody waits for it and nobody watches. */
export function effortUnder(tag: RunTag): Effort {
  return { tag, signal: AbortSignal.timeout(BACKUP_MS_MAX), progress: () => undefined };
}
