import type { Alert, AlertEpisode, HeardAlert } from '../domain/alert.ts';
import type { IncidentId, ServiceName } from '../domain/ids.ts';

/** Alerts are kept per service and environment. */
export interface AlertPlace {
  readonly service: ServiceName;
  readonly environment: string;
}

/** Alerts that came together while an incident was live: they belong into its timeline. */
export interface AlertsToNote {
  readonly batch: string;
  readonly incident: IncidentId;
  readonly heard: readonly HeardAlert[];
}

/** Where alerts are kept, each once however often and to whichever replica it is sent (P9). */
export interface AlertLog {
  /** Writes down what is new, in one transaction, and returns how many that were. */
  take(place: AlertPlace, alerts: readonly Alert[]): Promise<number>;
  /** The newest episodes, newest first. */
  newest(place: AlertPlace, limit: number): Promise<readonly AlertEpisode[]>;
  episode(place: AlertPlace, number: number): Promise<AlertEpisode | null>;
  /** What came during incidents and is not in their timelines yet, in order. */
  toNote(): Promise<readonly AlertsToNote[]>;
  noted(batch: string): Promise<void>;
}
