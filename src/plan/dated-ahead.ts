import type { StoredBackup } from '../domain/manifest.ts';

/** Two servers' clocks differ by minutes at most; whatever is further ahead was taken while a clock was wrong. */
export const clocksDifferMs = 3_600_000;

/** A backup whose instant has not come yet: nobody knows its age, no restore chooses it, and it stands for no newer one. */
export function isDatedAhead({ manifest }: StoredBackup, now: Date): boolean {
  return Date.parse(manifest.snapshotAt) > now.getTime() + clocksDifferMs;
}
