import type { BackupId } from '../domain/ids.ts';

/** How many ready copies a service keeps, and how many bytes they may take altogether (G7). */
export interface ReadyAllowance {
  readonly keep: number;
  readonly budgetBytes: number;
}

export interface Keepable {
  readonly backup: BackupId;
  readonly bytes: number;
}

/**
 * Which ready copies stay: those of the newest backups, as many and as large as allowed. One that is too large for what
 * is left is passed over; an older one that fits may stay in its place. A copy whose backup is gone or was proved bad
 * can restore nothing.
 *
 * @param good the backups that a restore could choose, newest first
 */
export function staysReady(
  copies: readonly Keepable[],
  { keep, budgetBytes }: ReadyAllowance,
  good: readonly BackupId[],
): ReadonlySet<BackupId> {
  const newestFirst = good.flatMap((id) => copies.filter(({ backup }) => backup === id));
  const stays = new Set<BackupId>();
  let bytesLeft = budgetBytes;
  for (const { backup, bytes } of newestFirst) {
    if (stays.size === keep) break;
    if (bytes > bytesLeft) continue;
    stays.add(backup);
    bytesLeft -= bytes;
  }
  return stays;
}
