/**
 * Alerts as they came, each once: `(source, fingerprint, started_at, status)` names what was said, so that a sender may
 * repeat itself for ever. What fires while no incident is live belongs to an episode (one card in the channel), what comes
 * during an incident to that incident's timeline.
 *
 * An episode is joined until an incident is declared, until it has been quiet for a while, or until it is hours old: a card
 * that lies far up in the channel tells nobody anything new.
 */
export const alertsSchema = `
CREATE TABLE recourse.alert_episode (
  service     text NOT NULL,
  environment text NOT NULL,
  number      integer NOT NULL,
  opened_at   timestamptz NOT NULL,
  heard_at    timestamptz NOT NULL,
  PRIMARY KEY (service, environment, number)
);

CREATE TABLE recourse.alert (
  n           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  batch       text NOT NULL,
  service     text NOT NULL,
  environment text NOT NULL,
  episode     integer,
  incident    integer REFERENCES recourse.incident,
  source      text NOT NULL,
  fingerprint text NOT NULL,
  started_at  text NOT NULL,
  status      text NOT NULL CHECK (status IN ('firing', 'resolved')),
  body        text NOT NULL,
  received_at timestamptz NOT NULL,
  noted       boolean NOT NULL DEFAULT false,
  UNIQUE (service, environment, source, fingerprint, started_at, status)
);
CREATE INDEX alert_of_episode ON recourse.alert (service, environment, episode);
CREATE INDEX alert_to_note ON recourse.alert (n) WHERE incident IS NOT NULL AND NOT noted;

-- Ten minutes of silence after the last word of an episode in which nothing fires any more end it; four hours end any.
CREATE FUNCTION recourse.episode_until(e recourse.alert_episode) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT LEAST(e.opened_at + interval '4 hours', CASE WHEN EXISTS (
      SELECT FROM recourse.alert f WHERE f.service = e.service AND f.environment = e.environment AND f.episode = e.number
        AND f.status = 'firing' AND NOT EXISTS (
          SELECT FROM recourse.alert r WHERE r.service = f.service AND r.environment = f.environment AND r.source = f.source
            AND r.fingerprint = f.fingerprint AND r.started_at = f.started_at AND r.status = 'resolved'))
    THEN timestamptz 'infinity' ELSE e.heard_at + interval '10 minutes' END)
$$;

CREATE FUNCTION recourse.episode_incident(e recourse.alert_episode) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT min(i.number) FROM recourse.incident i WHERE i.service = e.service AND i.environment = e.environment
    AND i.declared_at >= recourse.iso(e.opened_at)
    AND i.declared_at <= recourse.iso(LEAST(recourse.episode_until(e), (SELECT min(x.opened_at) FROM recourse.alert_episode x
      WHERE x.service = e.service AND x.environment = e.environment AND x.number > e.number)))
$$;

CREATE FUNCTION recourse.take_alerts(of_service text, in_environment text, alerts json) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz;
  live integer;
  e recourse.alert_episode;
  a record;
  fired record;
  in_episode integer;
  for_incident integer;
  of_batch text;
  taken integer := 0;
BEGIN
  PERFORM recourse.insist_on_durability();
  PERFORM pg_advisory_xact_lock(hashtextextended('alerts/' || of_service || '/' || in_environment, 7231005));
  at := date_trunc('milliseconds', clock_timestamp());
  of_batch := gen_random_uuid()::text;
  SELECT i.number INTO live FROM recourse.incident i
    WHERE i.service = of_service AND i.environment = in_environment AND i.closed_at IS NULL;
  SELECT x.* INTO e FROM recourse.alert_episode x WHERE x.service = of_service AND x.environment = in_environment
    ORDER BY x.number DESC LIMIT 1;
  FOR a IN SELECT d.* FROM ROWS FROM (json_to_recordset(alerts)
      AS (source text, fingerprint text, started_at text, status text, body text)) WITH ORDINALITY
      AS d(source, fingerprint, started_at, status, body, place) ORDER BY d.place LOOP
    CONTINUE WHEN EXISTS (SELECT FROM recourse.alert k WHERE k.service = of_service AND k.environment = in_environment
      AND k.source = a.source AND k.fingerprint = a.fingerprint AND k.started_at = a.started_at AND k.status = a.status);
    SELECT k.episode, k.incident INTO fired FROM recourse.alert k WHERE k.service = of_service
      AND k.environment = in_environment AND k.source = a.source AND k.fingerprint = a.fingerprint
      AND k.started_at = a.started_at AND k.status <> a.status;
    in_episode := NULL;
    for_incident := NULL;
    IF a.status = 'resolved' AND FOUND THEN
      in_episode := fired.episode;
      for_incident := live;
    ELSIF a.status = 'firing' AND NOT FOUND THEN
      for_incident := live;
      IF live IS NULL THEN
        IF e.number IS NULL OR recourse.episode_incident(e) IS NOT NULL OR recourse.episode_until(e) < at THEN
          INSERT INTO recourse.alert_episode VALUES (of_service, in_environment, coalesce(e.number, 0) + 1, at, at) RETURNING * INTO e;
        END IF;
        in_episode := e.number;
      END IF;
    END IF;
    -- An end without its beginning, and a beginning that comes after its end, are only remembered.
    INSERT INTO recourse.alert (batch, service, environment, episode, incident, source, fingerprint, started_at, status, body, received_at)
      VALUES (of_batch, of_service, in_environment, in_episode, for_incident, a.source, a.fingerprint, a.started_at, a.status, a.body, at);
    UPDATE recourse.alert_episode x SET heard_at = at
      WHERE x.service = of_service AND x.environment = in_environment AND x.number = in_episode;
    taken := taken + 1;
  END LOOP;
  DELETE FROM recourse.alert WHERE n IN (SELECT k.n FROM recourse.alert k ORDER BY k.n LIMIT 20)
    AND received_at < at - interval '90 days' AND (noted OR incident IS NULL);
  RETURN taken;
END $$;
`;
