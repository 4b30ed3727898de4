import type { Incident } from '../../domain/incident.ts';
import type { StoredBackup } from '../../domain/manifest.ts';
import type { OpenPath } from '../../domain/path-choice.ts';
import type { PathName } from '../../domain/plan.ts';
import type { PastDurations } from '../../domain/recovery-options.ts';
import { pathOf } from '../paths.ts';

/** Nearest rank: always a duration that was really measured. Null where there is none. */
export function percentiles(durationsMs: readonly number[]): PastDurations | null {
  const sorted = [...durationsMs].sort((left, right) => left - right);
  const at = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  return sorted.length === 0 ? null : { p50Ms: at(50), p95Ms: at(95), runs: sorted.length };
}

/** From the approval to the recovery, in this service's own incidents. */
export function carryingOutOf(path: PathName, past: readonly Incident[]): PastDurations | null {
  return percentiles(
    past.flatMap(({ proposed, decision, recoveredAt }) =>
      proposed?.plan.path !== path || decision === null || recoveredAt === null
        ? []
        : [Date.parse(recoveredAt) - Date.parse(decision.at)],
    ),
  );
}

/**
 * The steps of the preparation one after another, in this service's own incidents; for a restore also the proofs of its
 * backups, each of which is a restore that was measured.
 */
export function preparingOf(
  path: OpenPath,
  past: readonly Incident[],
  backups: readonly StoredBackup[],
): PastDurations | null {
  const ofIncidents = past.flatMap((incident) => {
    if (incident.choice.path !== path || incident.proposed === null) return [];
    const took = pathOf(incident).preparation.map((step) => tookMs(incident, step));
    return [took.reduce((sum, ms) => sum + ms, 0)];
  });
  const ofProofs = path !== 'restore' ? [] : backups.flatMap(({ proof }) => (proof?.passed ? [proof.durationMs] : []));
  return percentiles([...ofIncidents, ...ofProofs]);
}

function tookMs({ steps }: Incident, name: string): number {
  const step = steps[name];
  if (step === undefined || step.beganAt === null || step.endedAt === null) return 0;
  return Date.parse(step.endedAt) - Date.parse(step.beganAt);
}
