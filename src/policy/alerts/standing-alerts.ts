import type { Alert, HeardAlert } from '../../domain/alert.ts';
import type { Instant } from '../../domain/ids.ts';

/** One alert as it stands now. */
export interface StandingAlert {
  readonly alert: Alert;
  /** Null while it fires. */
  readonly resolvedAt: Instant | null;
}

/**
 * Each alert once, as it stands: what is critical and fires first. An alert that said it is over stays over, whatever
 * comes late: the next time it fires, it has another start.
 */
export function standingAlerts(heard: readonly HeardAlert[]): readonly StandingAlert[] {
  const byName = new Map<string, StandingAlert>();
  for (const { alert, receivedAt } of heard) {
    const key = `${alert.source}/${alert.fingerprint}/${alert.startedAt}`;
    const known = byName.get(key);
    if (known !== undefined && known.resolvedAt !== null) continue;
    const resolvedAt = alert.status === 'resolved' ? (alert.endedAt ?? receivedAt) : null;
    byName.set(key, { alert: known?.alert ?? alert, resolvedAt });
  }
  return [...byName.values()].toSorted((one, other) => rank(one) - rank(other));
}

function rank({ alert, resolvedAt }: StandingAlert): number {
  return (resolvedAt === null ? 0 : 2) + (alert.severity === 'critical' ? 0 : 1);
}

/** What made an episode critical that had begun with warnings: a card that is only edited wakes nobody. Null where nothing did. */
export function turnedCritical(heard: readonly HeardAlert[]): Alert | null {
  if (heard[0]?.alert.severity === 'critical') return null;
  return heard.find(({ alert }) => alert.severity === 'critical' && alert.status === 'firing')?.alert ?? null;
}

/** Those that fire. */
export function firing(standing: readonly StandingAlert[]): readonly StandingAlert[] {
  return standing.filter(({ resolvedAt }) => resolvedAt === null);
}
