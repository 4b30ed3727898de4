import type { Alert, AlertEpisode, HeardAlert } from '../../src/domain/alert.ts';
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

export function heardInTurn(...alerts: readonly Partial<Alert>[]): readonly HeardAlert[] {
  return alerts.map((each, index) => ({ n: index + 1, alert: anAlert(each), receivedAt: at }));
}

export function anEpisode(heard: readonly HeardAlert[], given: Partial<AlertEpisode> = {}): AlertEpisode {
  const service = ServiceName.parse('promptrefine');
  return { service, environment: 'production', number: 3, openedAt: at, incident: null, heard, ...given };
}
