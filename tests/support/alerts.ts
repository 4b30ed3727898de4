import type { Alert, AlertEpisode, StandingAlert } from '../../src/domain/alert.ts';
import { Instant, ServiceName } from '../../src/domain/ids.ts';

const at = Instant.parse('2026-06-03T14:00:00.000Z');

/** A warning that fires, with what a test cares about; its name is its fingerprint. */
export function anAlert(given: Partial<Alert> = {}): Alert {
  const name = given.name ?? 'Orphans';
  const quiet = { summary: '', details: '', endedAt: null, trigger: null, correlationIds: [] };
  return {
    ...quiet,
    source: 'json',
    fingerprint: name,
    status: 'firing',
    severity: 'warning',
    startedAt: at,
    ...given,
    name,
  };
}

/** Alerts as they stand, each by its own name, in the order in which the store gives them. */
export function standing(...alerts: readonly Partial<Alert>[]): readonly StandingAlert[] {
  return alerts.map((each) => ({ alert: anAlert(each), times: 1, resolvedAt: each.endedAt ?? null }));
}

export function anEpisode(alerts: readonly StandingAlert[], given: Partial<AlertEpisode> = {}): AlertEpisode {
  const service = ServiceName.parse('promptrefine');
  const firing = alerts.filter(({ resolvedAt }) => resolvedAt === null);
  const critical = firing.filter(({ alert }) => alert.severity === 'critical').length;
  const tally = { critical, warnings: firing.length - critical, over: alerts.length - firing.length };
  const opened = { number: 3, openedAt: at, openedWith: 'warning', incident: null } as const;
  return { service, environment: 'production', ...opened, standing: alerts, tally, ...given };
}
