import type { DrillMeasures, PhaseTime } from '../../domain/drill.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';

/** What comes before a restore is tidying and choosing, and what comes after it is nobody's waiting time. */
const outsideRecovery = new Set(['sweep', 'remove']);

export function objectivesOf({ drill }: ServicePolicy): Pick<DrillMeasures, 'rtoObjectiveMs' | 'rpoObjectiveMs'> {
  return { rtoObjectiveMs: drill.rto_objective, rpoObjectiveMs: drill.rpo_objective };
}

/** How long a recovery would have taken: all phases from finding the backup to the last check. */
export function rtoOf(phases: readonly PhaseTime[]): number {
  return phases.filter(({ phase }) => !outsideRecovery.has(phase)).reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/**
 * What a loss of production would have cost, as time: now, and at the worst moment since the time from which every
 * nightly backup is kept. Safety backups show a damaged state, and one that failed its proof is none.
 */
export function rpoOf(
  backups: readonly StoredBackup[],
  { backups: { keep_nightly: keptMs } }: ServicePolicy,
  now: Date,
): Pick<DrillMeasures, 'rpoNowMs' | 'rpoWorstMs'> {
  const taken = backups
    .filter(({ manifest, proof }) => manifest.kind !== 'safety' && proof?.passed !== false)
    .map(({ manifest }) => Date.parse(manifest.snapshotAt))
    .filter((at) => at <= now.getTime())
    .sort((left, right) => left - right);
  const newest = taken.at(-1);
  if (newest === undefined) return { rpoNowMs: null, rpoWorstMs: null };
  const kept = taken.filter((at) => now.getTime() - at <= keptMs);
  const ends = [...kept.slice(1), now.getTime()];
  const gaps = kept.map((at, index) => (ends[index] ?? at) - at);
  const rpoNowMs = now.getTime() - newest;
  return { rpoNowMs, rpoWorstMs: Math.max(rpoNowMs, ...gaps) };
}
