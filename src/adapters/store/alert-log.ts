import { Alert, type AlertEpisode, AlertSeverity, type AlertsToNote, type StandingAlert } from '../../domain/alert.ts';
import { canonicalJson } from '../../domain/canonical.ts';
import { IncidentId, type Instant, ServiceName } from '../../domain/ids.ts';
import { asWellFormedJson } from '../../domain/kept-text.ts';
import type { AlertLog } from '../../ports/alert-log.ts';
import type { Ask } from './ask.ts';

/** What a card or a form can make use of; the rest is counted. */
const STANDING_MAX = 100;
/** What a note has room for; the rest is counted. */
const NOTED_MAX = 10;

/** Alerts in PostgreSQL; what belongs where is decided in the schema, under one lock per service. */
export function alertLog(ask: Ask): AlertLog {
  return {
    async take({ service, environment }, alerts) {
      const [row] = await ask<{ taken: number }>('SELECT recourse.take_alerts($1, $2, $3) AS taken', [
        ...[service, environment, JSON.stringify(alerts.map(rowOf))],
      ]);
      return row?.taken ?? 0;
    },
    newest: ({ service, environment }, limit) =>
      ask(
        `SELECT e.number, concat_ws('/', e.heard_n, recourse.episode_incident(e)) AS look FROM recourse.alert_episode e
          WHERE e.service = $1 AND e.environment = $2 ORDER BY e.number DESC LIMIT $3`,
        [service, environment, limit],
      ),
    async episode({ service, environment }, number) {
      const [row] = await ask<EpisodeRow>(episodeQuery, [service, environment, number]);
      return row === undefined ? null : episodeFrom(row);
    },
    async toNote() {
      await ask('SELECT recourse.gather_alerts()');
      return (await ask<NoteRow>(noteQuery)).map(noteFrom);
    },
    async noted(incident, note) {
      await ask('UPDATE recourse.alert_note SET told_n = gathered_n WHERE incident = $1 AND notes = $2', [
        ...[Number(incident.slice('INC-'.length)), note],
      ]);
    },
  };
}

function rowOf(given: Alert) {
  const alert = Alert.parse(asWellFormedJson(given));
  const { source, fingerprint, status, severity, startedAt } = alert;
  return { source, fingerprint, started_at: startedAt, status, severity, body: canonicalJson(alert) };
}

/** Of each alert its last beginning, at its worst, and whether that ended. */
const episodeQuery = `
SELECT e.service, e.environment, e.number, e.opened_with, recourse.iso(e.opened_at) AS opened_at,
       recourse.episode_incident(e) AS incident, s.*
  FROM recourse.alert_episode e CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE resolved_at IS NULL AND severity = 'critical')::integer AS critical,
           count(*) FILTER (WHERE resolved_at IS NULL AND severity <> 'critical')::integer AS warnings,
           count(*) FILTER (WHERE resolved_at IS NOT NULL)::integer AS over,
           coalesce(json_agg(json_build_object('body', body, 'times', times, 'resolved_at', resolved_at) ORDER BY place)
             FILTER (WHERE place <= ${STANDING_MAX}), '[]') AS standing
      FROM (SELECT l.*, row_number() OVER (ORDER BY resolved_at IS NOT NULL, severity <> 'critical', l.n) AS place
        FROM (SELECT f.*, (SELECT coalesce(r.body::json ->> 'endedAt', recourse.iso(r.received_at)) FROM recourse.alert r
                WHERE r.service = f.service AND r.environment = f.environment AND r.source = f.source
                  AND r.fingerprint = f.fingerprint AND r.started_at = f.started_at AND r.status = 'resolved') AS resolved_at
          FROM (SELECT DISTINCT ON (a.source, a.fingerprint) a.* FROM recourse.alert a
                  WHERE a.service = e.service AND a.environment = e.environment AND a.episode = e.number AND a.status = 'firing'
                  ORDER BY a.source, a.fingerprint, a.started_at DESC, a.severity <> 'critical') f) l) p) s
 WHERE e.service = $1 AND e.environment = $2 AND e.number = $3`;

/** What was gathered and is not told: whoever asks finds the same, until it is told. */
const noteQuery = `
SELECT t.incident, t.notes, s.*
  FROM recourse.alert_note t CROSS JOIN LATERAL (
    SELECT count(*)::integer AS different, coalesce(sum(fired + resolved), 0)::integer AS said,
           coalesce(json_agg(json_build_object('body', body, 'fired', fired, 'resolved', resolved) ORDER BY place)
             FILTER (WHERE place <= ${NOTED_MAX}), '[]') AS alerts
      FROM (SELECT l.*, row_number() OVER (ORDER BY status <> 'firing', severity <> 'critical', n) AS place
        FROM (SELECT DISTINCT ON (a.source, a.fingerprint) a.*,
                count(*) FILTER (WHERE a.status = 'firing') OVER same AS fired,
                count(*) FILTER (WHERE a.status = 'resolved') OVER same AS resolved
          FROM recourse.alert a WHERE a.incident = t.incident AND a.n > t.told_n AND a.n <= t.gathered_n
          WINDOW same AS (PARTITION BY a.source, a.fingerprint)
          ORDER BY a.source, a.fingerprint, a.n DESC) l) p) s
 WHERE t.gathered_n > t.told_n ORDER BY t.incident`;

interface EpisodeRow {
  readonly service: string;
  readonly environment: string;
  readonly number: number;
  readonly opened_at: Instant;
  readonly opened_with: string;
  readonly incident: number | null;
  readonly critical: number;
  readonly warnings: number;
  readonly over: number;
  readonly standing: readonly {
    readonly body: string;
    readonly times: number;
    readonly resolved_at: Instant | null;
  }[];
}

function episodeFrom({
  service,
  environment,
  number,
  incident,
  critical,
  warnings,
  over,
  ...row
}: EpisodeRow): AlertEpisode {
  return {
    service: ServiceName.parse(service),
    environment,
    number,
    openedAt: row.opened_at,
    openedWith: AlertSeverity.parse(row.opened_with),
    incident: incident === null ? null : IncidentId.parse(`INC-${incident}`),
    standing: row.standing.map(
      ({ body, times, resolved_at: resolvedAt }): StandingAlert => ({ alert: alertFrom(body), times, resolvedAt }),
    ),
    tally: { critical, warnings, over },
  };
}

interface NoteRow {
  readonly incident: number;
  readonly notes: number;
  readonly different: number;
  readonly said: number;
  readonly alerts: readonly { readonly body: string; readonly fired: number; readonly resolved: number }[];
}

function noteFrom({ incident, notes, different, said, alerts }: NoteRow): AlertsToNote {
  return {
    incident: IncidentId.parse(`INC-${incident}`),
    note: notes,
    different,
    said,
    alerts: alerts.map(({ body, fired, resolved }) => ({ alert: alertFrom(body), fired, resolved })),
  };
}

function alertFrom(body: string): Alert {
  return Alert.parse(JSON.parse(body));
}
