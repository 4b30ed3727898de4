/**
 * Alerts that flap, storm or grow worse, each within bounds.
 *
 * - An alert that begins again and again keeps its twenty newest beginnings per episode and counts the others (`times`);
 *   what began before those is old news. `over` marks a beginning that is ended, or that a newer one followed.
 * - A warning that turns critical under the same id says something new; what was critical stays so until its end.
 * - What comes during an incident is gathered before it is noted: the first at once, then after 5 s, 10 s, 20 s … 10 min.
 *   `heard_n`, `gathered_n` and `told_n` are numbers of alerts: heard of, in the note that is being written, written.
 * - Each call forgets twice as many old alerts as it took new ones: after 90 days, and beyond the newest 200,000.
 */
export const alertBoundsSchema = `
ALTER TABLE recourse.alert
  ADD COLUMN severity text CHECK (severity IN ('critical', 'warning')),
  ADD COLUMN times integer NOT NULL DEFAULT 1,
  ADD COLUMN over boolean NOT NULL DEFAULT false;
UPDATE recourse.alert a SET severity = a.body::json ->> 'severity', over = EXISTS (
  SELECT FROM recourse.alert k WHERE k.service = a.service AND k.environment = a.environment AND k.source = a.source
    AND k.fingerprint = a.fingerprint
    AND (k.started_at = a.started_at AND k.status = 'resolved' OR k.started_at > a.started_at AND k.status = 'firing'));
ALTER TABLE recourse.alert ALTER COLUMN severity SET NOT NULL;

ALTER TABLE recourse.alert_episode ADD COLUMN heard_n bigint NOT NULL DEFAULT 0, ADD COLUMN opened_with text;
UPDATE recourse.alert_episode e SET
  heard_n = (SELECT coalesce(max(a.n), 0) FROM recourse.alert a
    WHERE a.service = e.service AND a.environment = e.environment AND a.episode = e.number),
  opened_with = coalesce((SELECT a.severity FROM recourse.alert a
    WHERE a.service = e.service AND a.environment = e.environment AND a.episode = e.number ORDER BY a.n LIMIT 1), 'warning');
ALTER TABLE recourse.alert_episode ALTER COLUMN opened_with SET NOT NULL;

CREATE TABLE recourse.alert_note (
  incident    integer PRIMARY KEY REFERENCES recourse.incident,
  notes       integer NOT NULL DEFAULT 0,
  heard_n     bigint NOT NULL,
  gathered_n  bigint NOT NULL DEFAULT 0,
  told_n      bigint NOT NULL DEFAULT 0,
  gathered_at timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO recourse.alert_note (incident, heard_n, gathered_n, told_n)
  SELECT f.incident, f.heard_n, f.told_n, f.told_n FROM (
    SELECT a.incident, max(a.n) AS heard_n, coalesce(min(a.n) FILTER (WHERE NOT a.noted) - 1, max(a.n)) AS told_n
      FROM recourse.alert a WHERE a.incident IS NOT NULL GROUP BY a.incident) f;

DO $$
DECLARE
  repeats name;
BEGIN
  SELECT c.conname INTO STRICT repeats FROM pg_constraint c WHERE c.conrelid = 'recourse.alert'::regclass AND c.contype = 'u';
  EXECUTE format('ALTER TABLE recourse.alert DROP CONSTRAINT %I', repeats);
END $$;
DROP INDEX recourse.alert_to_note;
ALTER TABLE recourse.alert DROP COLUMN noted, DROP COLUMN batch,
  ADD CONSTRAINT alert_said UNIQUE (service, environment, source, fingerprint, started_at, status, severity);
CREATE INDEX alert_of_incident ON recourse.alert (incident, n) WHERE incident IS NOT NULL;
CREATE INDEX alert_that_fires ON recourse.alert (service, environment, episode) WHERE status = 'firing' AND NOT over;
CREATE INDEX alert_by_age ON recourse.alert (received_at);

-- Ten minutes of silence after the last word of an episode in which nothing fires any more end it; four hours end any.
CREATE OR REPLACE FUNCTION recourse.episode_until(e recourse.alert_episode) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT LEAST(e.opened_at + interval '4 hours', CASE WHEN EXISTS (
      SELECT FROM recourse.alert f WHERE f.service = e.service AND f.environment = e.environment AND f.episode = e.number
        AND f.status = 'firing' AND NOT f.over)
    THEN timestamptz 'infinity' ELSE e.heard_at + interval '10 minutes' END)
$$;

-- The row of what is said already, or of what it ends or comes too late for; more severe than before is new.
CREATE FUNCTION recourse.alert_is_known(a recourse.alert) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM recourse.alert k WHERE k.service = a.service AND k.environment = a.environment
      AND k.source = a.source AND k.fingerprint = a.fingerprint AND k.started_at = a.started_at AND k.status = a.status
      AND (a.status = 'resolved' OR k.severity IN (a.severity, 'critical')))
    OR a.started_at < (SELECT k.started_at FROM recourse.alert k WHERE k.service = a.service AND k.environment = a.environment
      AND k.source = a.source AND k.fingerprint = a.fingerprint AND k.status = a.status
      ORDER BY k.started_at DESC OFFSET 19 LIMIT 1)
$$;

CREATE FUNCTION recourse.forget_alerts(most integer) RETURNS void LANGUAGE sql AS $$
  DELETE FROM recourse.alert WHERE n IN (
    SELECT k.n FROM recourse.alert k LEFT JOIN recourse.alert_note t ON t.incident = k.incident
      WHERE k.received_at < clock_timestamp() - interval '90 days' AND (k.incident IS NULL OR k.n <= t.told_n)
      ORDER BY k.received_at LIMIT most FOR UPDATE OF k SKIP LOCKED);
  DELETE FROM recourse.alert WHERE n IN (
    SELECT k.n FROM recourse.alert k LEFT JOIN recourse.alert_note t ON t.incident = k.incident
      WHERE k.n < (SELECT max(x.n) FROM recourse.alert x) - 200000 AND (k.incident IS NULL OR k.n <= t.told_n)
      ORDER BY k.n LIMIT most FOR UPDATE OF k SKIP LOCKED);
$$;

-- Of one alert, in its episode or incident, the twenty newest beginnings and ends are kept.
CREATE FUNCTION recourse.forget_flapping(a recourse.alert) RETURNS void LANGUAGE sql AS $$
  DELETE FROM recourse.alert k WHERE k.service = a.service AND k.environment = a.environment AND k.source = a.source
    AND k.fingerprint = a.fingerprint AND k.status = a.status
    AND k.episode IS NOT DISTINCT FROM a.episode AND k.incident IS NOT DISTINCT FROM a.incident
    AND (k.incident IS NULL OR k.n <= (SELECT t.told_n FROM recourse.alert_note t WHERE t.incident = k.incident))
    AND k.started_at < (SELECT x.started_at FROM recourse.alert x WHERE x.service = a.service AND x.environment = a.environment
      AND x.source = a.source AND x.fingerprint = a.fingerprint AND x.status = a.status
      AND x.episode IS NOT DISTINCT FROM a.episode AND x.incident IS NOT DISTINCT FROM a.incident
      ORDER BY x.started_at DESC OFFSET 19 LIMIT 1)
$$;

CREATE OR REPLACE FUNCTION recourse.take_alerts(of_service text, in_environment text, alerts json)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz;
  live integer;
  e recourse.alert_episode;
  a recourse.alert;
  said record;
  other record;
  taken integer := 0;
BEGIN
  PERFORM recourse.insist_on_durability();
  PERFORM pg_advisory_xact_lock(hashtextextended('alerts/' || of_service || '/' || in_environment, 7231005));
  at := date_trunc('milliseconds', clock_timestamp());
  SELECT i.number INTO live FROM recourse.incident i
    WHERE i.service = of_service AND i.environment = in_environment AND i.closed_at IS NULL;
  SELECT x.* INTO e FROM recourse.alert_episode x WHERE x.service = of_service AND x.environment = in_environment
    ORDER BY x.number DESC LIMIT 1;
  FOR said IN SELECT d.* FROM ROWS FROM (json_to_recordset(alerts)
      AS (source text, fingerprint text, started_at text, status text, severity text, body text)) WITH ORDINALITY
      AS d(source, fingerprint, started_at, status, severity, body, place) ORDER BY d.place LOOP
    a := NULL;
    a.service := of_service; a.environment := in_environment; a.received_at := at;
    a.source := said.source; a.fingerprint := said.fingerprint; a.started_at := said.started_at;
    a.status := said.status; a.severity := said.severity; a.body := said.body;
    CONTINUE WHEN recourse.alert_is_known(a);
    SELECT k.episode, k.incident INTO other FROM recourse.alert k WHERE k.service = of_service AND k.environment = in_environment
      AND k.source = a.source AND k.fingerprint = a.fingerprint AND k.started_at = a.started_at AND k.status <> a.status
      ORDER BY k.n LIMIT 1;
    IF a.status = 'resolved' AND FOUND THEN
      a.episode := other.episode;
      a.incident := live;
    ELSIF a.status = 'firing' AND NOT FOUND THEN
      a.incident := live;
      IF live IS NULL THEN
        IF e.number IS NULL OR recourse.episode_incident(e) IS NOT NULL OR recourse.episode_until(e) < at THEN
          INSERT INTO recourse.alert_episode VALUES
            (of_service, in_environment, coalesce(e.number, 0) + 1, at, at, 0, a.severity) RETURNING * INTO e;
        END IF;
        a.episode := e.number;
      END IF;
    END IF;
    -- An end without its beginning, and a beginning that comes after its end, are only remembered.
    a.over := a.status = 'firing' AND EXISTS (SELECT FROM recourse.alert k WHERE k.service = of_service
      AND k.environment = in_environment AND k.source = a.source AND k.fingerprint = a.fingerprint
      AND (k.started_at = a.started_at AND k.status = 'resolved' OR k.started_at > a.started_at AND k.status = 'firing'));
    SELECT coalesce(max(k.times) FILTER (WHERE k.started_at = a.started_at), max(k.times) + 1, 1) INTO a.times
      FROM recourse.alert k WHERE k.service = of_service AND k.environment = in_environment AND k.source = a.source
        AND k.fingerprint = a.fingerprint AND k.status = a.status
        AND k.episode IS NOT DISTINCT FROM a.episode AND k.incident IS NOT DISTINCT FROM a.incident;
    INSERT INTO recourse.alert (service, environment, episode, incident, source, fingerprint, started_at, status, severity,
        body, received_at, times, over)
      VALUES (a.service, a.environment, a.episode, a.incident, a.source, a.fingerprint, a.started_at, a.status, a.severity,
        a.body, a.received_at, a.times, a.over) RETURNING n INTO a.n;
    UPDATE recourse.alert k SET over = true WHERE k.service = of_service AND k.environment = in_environment
      AND k.source = a.source AND k.fingerprint = a.fingerprint AND k.status = 'firing' AND NOT k.over
      AND (a.status = 'resolved' AND k.started_at = a.started_at OR a.status = 'firing' AND k.started_at < a.started_at);
    UPDATE recourse.alert_episode x SET heard_at = at, heard_n = a.n
      WHERE x.service = of_service AND x.environment = in_environment AND x.number = a.episode;
    IF a.incident IS NOT NULL THEN
      INSERT INTO recourse.alert_note AS t (incident, heard_n) VALUES (a.incident, a.n)
        ON CONFLICT (incident) DO UPDATE SET heard_n = excluded.heard_n;
    END IF;
    PERFORM recourse.forget_flapping(a);
    taken := taken + 1;
  END LOOP;
  PERFORM recourse.forget_alerts(20 + 2 * taken);
  RETURN taken;
END $$;

-- What waits for its note, once the last one was written long enough ago. Two at once cannot gather the same twice.
CREATE FUNCTION recourse.gather_alerts() RETURNS void LANGUAGE sql AS $$
  UPDATE recourse.alert_note t SET notes = t.notes + 1, gathered_n = t.heard_n, gathered_at = clock_timestamp()
    WHERE t.told_n = t.gathered_n AND t.heard_n > t.told_n
      AND clock_timestamp() >= t.gathered_at + CASE WHEN t.notes = 0 THEN interval '0'
        ELSE LEAST(interval '10 minutes', interval '5 seconds' * 2 ^ LEAST(t.notes - 1, 10)) END
$$;
`;
