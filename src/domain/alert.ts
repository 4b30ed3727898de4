import { z } from 'zod';
import { type IncidentId, Instant, type ServiceName } from './ids.ts';
import { TriggerCode } from './trigger.ts';

/** P9 knows two: what breaks the service now, and what will if nobody looks. */
export const AlertSeverity = z.enum(['critical', 'warning']);
export type AlertSeverity = z.infer<typeof AlertSeverity>;

/** Who may send alerts, each in its own form. */
export const alertForms = ['alertmanager', 'grafana', 'json'] as const;
export type AlertForm = (typeof alertForms)[number];

/** What a monitoring said, once: that something is wrong, or that it is so no longer (P9). All its texts come from outside. */
export const Alert = z.object({
  /** `watch`: seen by the bot itself, after a migration. */
  source: z.enum([...alertForms, 'watch']),
  /** Names the alert across repeats; with `startedAt` it names one time that it fired. */
  fingerprint: z.string().min(1).max(200),
  status: z.enum(['firing', 'resolved']),
  name: z.string().min(1).max(200),
  severity: AlertSeverity,
  summary: z.string().max(500),
  details: z.string().max(2_000),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  /** Where the alert itself names what it speaks for. */
  trigger: TriggerCode.nullable(),
  correlationIds: z.array(z.string().max(200)).max(20),
});
export type Alert = z.infer<typeof Alert>;

/** One alert as it stands now. */
export interface StandingAlert {
  /** As it was when it was worst, since it last began. */
  readonly alert: Alert;
  /** How often it has begun in its episode. */
  readonly times: number;
  /** Null while it fires. */
  readonly resolvedAt: Instant | null;
}

/** Alerts of one service that belong together: one card in its channel, joined until it is quiet again. */
export interface AlertEpisode {
  readonly service: ServiceName;
  readonly environment: string;
  /** Counts the episodes of a service in an environment, from one. */
  readonly number: number;
  /** When the first alert came, and with it the card; by the store's clock. */
  readonly openedAt: Instant;
  /** The incident that was declared while it was open. */
  readonly incident: IncidentId | null;
  /** A card that began with warnings calls aloud when it turns critical. */
  readonly openedWith: AlertSeverity;
  /** Each alert once, what is critical and fires first; of very many, the first hundred. */
  readonly standing: readonly StandingAlert[];
  /** How many different alerts there are, also where not all of them stand above. */
  readonly tally: AlertTally;
}

export interface AlertTally {
  /** Firing and critical. */
  readonly critical: number;
  /** Firing, and no more than warnings. */
  readonly warnings: number;
  readonly over: number;
}

/** What one alert said since the last note of an incident. */
export interface NotedAlert {
  /** As it was said last. */
  readonly alert: Alert;
  /** How often it began, and how often it ended. */
  readonly fired: number;
  readonly resolved: number;
}

/** What came while an incident was live, gathered: it belongs into its timeline, once. */
export interface AlertsToNote {
  readonly incident: IncidentId;
  /** Counts the notes of the incident, from one. */
  readonly note: number;
  /** What is critical and fires first; as many as a note has room for. */
  readonly alerts: readonly NotedAlert[];
  /** How many different alerts there were, and how often they said something new. */
  readonly different: number;
  readonly said: number;
}

/** What the declare form is filled with, out of an episode. */
export interface AlertPrefill {
  readonly service: ServiceName;
  readonly episode: number;
  /** When the card told the team: nobody here knew before (S9). */
  readonly identifiedAt: Instant;
  readonly seen: string;
  readonly errorOutput: string;
  readonly correlationIds: readonly string[];
  readonly triggers: readonly TriggerCode[];
}
