import type { Alert, AlertEpisode, StandingAlert } from '../../domain/alert.ts';

/** What made an episode critical that had begun with warnings: a card that is only edited wakes nobody. Null where nothing did. */
export function turnedCritical({ openedWith, standing }: AlertEpisode): Alert | null {
  if (openedWith === 'critical') return null;
  return standing.find(({ alert }) => alert.severity === 'critical')?.alert ?? null;
}

/** Those that fire. */
export function firing(standing: readonly StandingAlert[]): readonly StandingAlert[] {
  return standing.filter(({ resolvedAt }) => resolvedAt === null);
}
