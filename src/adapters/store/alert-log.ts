import { Alert, type AlertEpisode, type HeardAlert } from '../../domain/alert.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { IncidentId, type Instant, ServiceName } from '../../domain/ids.ts';
import type { AlertLog, AlertPlace } from '../../ports/alert-log.ts';
import type { Ask } from './ask.ts';

/** More batches than this wait only after a long absence; the rest follows in the next round. */
const NOTES_MAX = 50;

/** Alerts in PostgreSQL; what belongs where is decided in the schema, under one lock per service. */
export function alertLog(ask: Ask): AlertLog {
  const episodes = async ({ service, environment }: AlertPlace, number: number | null, limit: number) => {
    const rows = await ask<EpisodeRow>(
      `SELECT e.service, e.environment, e.number, recourse.iso(e.opened_at) AS opened_at,
              recourse.episode_incident(e) AS incident,
              coalesce((SELECT json_agg(${heardColumns} ORDER BY a.n) FROM recourse.alert a WHERE a.service = e.service
                AND a.environment = e.environment AND a.episode = e.number), '[]') AS heard
         FROM recourse.alert_episode e
        WHERE e.service = $1 AND e.environment = $2 AND ($3::integer IS NULL OR e.number = $3)
        ORDER BY e.number DESC LIMIT $4`,
      [service, environment, number, limit],
    );
    return rows.map(episodeFrom);
  };
  return {
    async take({ service, environment }, alerts) {
      const rows = alerts.map((alert) => ({
        source: alert.source,
        fingerprint: alert.fingerprint,
        started_at: alert.startedAt,
        status: alert.status,
        body: canonicalJson(Alert.parse(alert)),
      }));
      const [row] = await ask<{ taken: number }>('SELECT recourse.take_alerts($1, $2, $3) AS taken', [
        ...[service, environment, JSON.stringify(rows)],
      ]);
      return row?.taken ?? 0;
    },
    newest: (place, limit) => episodes(place, null, limit),
    episode: async (place, number) => (await episodes(place, number, 1))[0] ?? null,
    async toNote() {
      const rows = await ask<{ batch: string; incident: number; heard: readonly HeardRow[] }>(
        `SELECT a.batch, a.incident, json_agg(${heardColumns} ORDER BY a.n) AS heard FROM recourse.alert a
          WHERE a.incident IS NOT NULL AND NOT a.noted GROUP BY a.batch, a.incident ORDER BY min(a.n) LIMIT ${NOTES_MAX}`,
      );
      return rows.map(({ batch, incident, heard }) => ({
        batch,
        incident: IncidentId.parse(`INC-${incident}`),
        heard: heard.map(heardFrom),
      }));
    },
    async noted(batch) {
      await ask('UPDATE recourse.alert SET noted = true WHERE batch = $1 AND NOT noted', [batch]);
    },
  };
}

const heardColumns = `json_build_object('n', a.n, 'body', a.body, 'received_at', recourse.iso(a.received_at))`;

interface HeardRow {
  readonly n: number;
  readonly body: string;
  readonly received_at: Instant;
}

interface EpisodeRow {
  readonly service: string;
  readonly environment: string;
  readonly number: number;
  readonly opened_at: Instant;
  readonly incident: number | null;
  readonly heard: readonly HeardRow[];
}

function episodeFrom(row: EpisodeRow): AlertEpisode {
  return {
    service: ServiceName.parse(row.service),
    environment: row.environment,
    number: row.number,
    openedAt: row.opened_at,
    incident: row.incident === null ? null : IncidentId.parse(`INC-${row.incident}`),
    heard: row.heard.map(heardFrom),
  };
}

function heardFrom({ n, body, received_at: receivedAt }: HeardRow): HeardAlert {
  return { n, alert: Alert.parse(JSON.parse(body)), receivedAt };
}
