import type { Alert, AlertEpisode, AlertsToNote } from '../domain/alert.ts';
import type { IncidentId, ServiceName } from '../domain/ids.ts';

/** Alerts are kept per service and environment. */
export interface AlertPlace {
  readonly service: ServiceName;
  readonly environment: string;
}

/** Tells whether an episode has to be shown anew, and costs next to nothing. */
export interface EpisodeLook {
  readonly number: number;
  /** Another one whenever something changed. */
  readonly look: string;
}

/** Where alerts are kept, each once however often and to whichever replica it is sent (P9). */
export interface AlertLog {
  /** Writes down what is new, in one transaction, and returns how many that were. */
  take(place: AlertPlace, alerts: readonly Alert[]): Promise<number>;
  /** The newest episodes, newest first. */
  newest(place: AlertPlace, limit: number): Promise<readonly EpisodeLook[]>;
  episode(place: AlertPlace, number: number): Promise<AlertEpisode | null>;
  /**
   * What came during incidents and is to be noted now. However much comes, the notes of an incident come ever more slowly:
   * the first at once, then after 5 s, 10 s, 20 s, in the end every 10 minutes.
   */
  toNote(): Promise<readonly AlertsToNote[]>;
  /** Says that this note stands in the journal; asked again, it changes nothing. */
  noted(incident: IncidentId, note: number): Promise<void>;
}
