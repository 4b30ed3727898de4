/**
 * The journal. Texts are kept exactly as they were hashed, so that anybody can recompute the chain from what stands here
 * (src/domain/chain.ts says how). The functions are the only writers: each is one statement for its caller, and each
 * locks the incident's row first and judges afterwards, by the database's clock.
 */
export const journalSchema = `
CREATE TABLE recourse.incident (
  number      integer PRIMARY KEY,
  service     text NOT NULL,
  environment text NOT NULL,
  declared_at text NOT NULL,
  closed_at   text,
  head_n      integer NOT NULL,
  head_digest text NOT NULL,
  fence       integer NOT NULL DEFAULT 0,
  holder      text,
  lease_until timestamptz,
  wake_at     timestamptz
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX one_live_incident ON recourse.incident (service, environment) WHERE closed_at IS NULL;

CREATE TABLE recourse.entry (
  incident    integer NOT NULL REFERENCES recourse.incident,
  n           integer NOT NULL,
  recorded_at text NOT NULL,
  occurred_at text NOT NULL,
  actor       text NOT NULL,
  body        text NOT NULL,
  previous    text,
  digest      text NOT NULL,
  PRIMARY KEY (incident, n)
);

CREATE FUNCTION recourse.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only: % on recourse.% is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', HINT = 'Write a new entry that corrects the old one.';
END $$;
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON recourse.entry
  FOR EACH ROW EXECUTE FUNCTION recourse.refuse_change();
CREATE TRIGGER entries_stay BEFORE TRUNCATE ON recourse.entry
  FOR EACH STATEMENT EXECUTE FUNCTION recourse.refuse_change();
CREATE TRIGGER incident_stays BEFORE DELETE ON recourse.incident
  FOR EACH ROW EXECUTE FUNCTION recourse.refuse_change();

-- Keys of requests that wrote something, for ever: the answer to a repeat is what the first one led to.
CREATE TABLE recourse.once (key text PRIMARY KEY, incident integer NOT NULL REFERENCES recourse.incident);

-- Keys of requests that were taken, for a day.
CREATE TABLE recourse.request (key text PRIMARY KEY, taken_at timestamptz NOT NULL);
CREATE INDEX request_by_age ON recourse.request (taken_at);

CREATE FUNCTION recourse.iso(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE FUNCTION recourse.entry_digest(previous text, incident integer, n integer, recorded_at text, occurred_at text, actor text, body text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\\n',
    'recourse entry 1', coalesce(previous, '-'), 'INC-' || incident, n::text, recorded_at, occurred_at, actor, body), 'UTF8')), 'hex')
$$;

-- A server that is set to acknowledge before it has written would forget acknowledged entries.
CREATE FUNCTION recourse.insist_on_durability() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('synchronous_commit') = 'off' THEN PERFORM set_config('synchronous_commit', 'on', true); END IF;
END $$;

-- Chains the drafts behind the head of an incident whose row the caller has locked.
CREATE FUNCTION recourse.write_entries(of_incident integer, drafts json, at timestamptz, wake timestamptz, closes boolean)
RETURNS SETOF recourse.entry LANGUAGE plpgsql AS $$
DECLARE
  draft record;
  written recourse.entry;
BEGIN
  SELECT head_n, head_digest INTO written.n, written.digest FROM recourse.incident WHERE number = of_incident;
  written.incident := of_incident;
  written.recorded_at := recourse.iso(at);
  FOR draft IN SELECT d.* FROM json_to_recordset(drafts) AS d(occurred_at text, actor text, body text) LOOP
    written.n := written.n + 1;
    written.previous := nullif(written.digest, '');
    written.occurred_at := coalesce(draft.occurred_at, written.recorded_at);
    written.actor := draft.actor;
    written.body := draft.body;
    written.digest := recourse.entry_digest(written.previous, written.incident, written.n,
      written.recorded_at, written.occurred_at, written.actor, written.body);
    INSERT INTO recourse.entry SELECT written.*;
    RETURN NEXT written;
  END LOOP;
  UPDATE recourse.incident SET head_n = written.n, head_digest = written.digest, wake_at = LEAST(wake_at, wake),
    closed_at = CASE WHEN closes THEN recourse.iso(at) ELSE closed_at END WHERE number = of_incident;
  PERFORM pg_notify('recourse_entries', 'INC-' || of_incident);
END $$;

CREATE FUNCTION recourse.open_incident(for_service text, in_environment text, draft json, once_key text)
RETURNS TABLE (kind text, incident integer) LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz;
BEGIN
  PERFORM recourse.insist_on_durability();
  -- One opens at a time: numbers have no gaps, and of two that declare at once the second is told of the first.
  PERFORM pg_advisory_xact_lock(7231002);
  SELECT 'repeated', o.incident INTO kind, incident FROM recourse.once o WHERE o.key = once_key;
  IF FOUND THEN RETURN NEXT; RETURN; END IF;
  SELECT 'live-already', i.number INTO kind, incident FROM recourse.incident i
    WHERE i.service = for_service AND i.environment = in_environment AND i.closed_at IS NULL;
  IF FOUND THEN RETURN NEXT; RETURN; END IF;

  at := date_trunc('milliseconds', clock_timestamp());
  INSERT INTO recourse.incident AS i (number, service, environment, declared_at, head_n, head_digest)
    SELECT coalesce(max(number), 0) + 1, for_service, in_environment, recourse.iso(at), 0, '' FROM recourse.incident
    RETURNING 'opened', i.number INTO kind, incident;
  IF once_key IS NOT NULL THEN INSERT INTO recourse.once VALUES (once_key, incident); END IF;
  PERFORM recourse.write_entries(incident, json_build_array(draft), at, at, false);
  RETURN NEXT;
END $$;

-- Writes all drafts behind the expected head, or none; the first row says which, and gives the clock that judged.
CREATE FUNCTION recourse.append_entries(
  to_incident integer, expected_n integer, expected_digest text, drafts json, closes boolean,
  under_fence integer, not_before timestamptz, not_after timestamptz, once_key text, wake timestamptz)
RETURNS TABLE (kind text, clock text, n integer, recorded_at text, occurred_at text, actor text, body text, previous text, digest text)
LANGUAGE plpgsql AS $$
DECLARE
  i recourse.incident;
  at timestamptz;
BEGIN
  PERFORM recourse.insist_on_durability();
  SELECT * INTO i FROM recourse.incident WHERE number = to_incident FOR UPDATE;
  at := date_trunc('milliseconds', clock_timestamp());
  clock := recourse.iso(at);
  kind := CASE
    WHEN i.number IS NULL THEN 'no-incident'
    WHEN EXISTS (SELECT FROM recourse.once o WHERE o.key = once_key) THEN 'repeated'
    WHEN under_fence IS NOT NULL AND (i.fence <> under_fence OR i.holder IS NULL OR i.lease_until <= at) THEN 'fenced-off'
    WHEN i.head_n <> expected_n OR i.head_digest <> expected_digest THEN 'conflict'
    WHEN at < not_before OR at >= not_after THEN 'out-of-time'
    ELSE 'appended' END;
  IF kind = 'appended' AND once_key IS NOT NULL THEN
    INSERT INTO recourse.once VALUES (once_key, to_incident) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN kind := 'repeated'; END IF;
  END IF;
  RETURN NEXT;
  IF kind <> 'appended' THEN RETURN; END IF;
  -- Whoever holds the lease looks anyway: what it writes itself wakes nobody.
  IF wake IS NULL AND under_fence IS NULL THEN wake := at; END IF;
  RETURN QUERY SELECT 'entry', NULL, w.n, w.recorded_at, w.occurred_at, w.actor, w.body, w.previous, w.digest
    FROM recourse.write_entries(to_incident, drafts, at, wake, closes) w;
END $$;
`;
