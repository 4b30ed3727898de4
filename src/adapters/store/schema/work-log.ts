/**
 * A log of work per service and environment: a journal of its own, chained like the incidents'. The head row carries the
 * lease of whoever works. Released versions of the schema are made of this text, so it never changes; a new form is new.
 */
export function workLogSchema(name: 'migration' | 'drill'): string {
  return `
CREATE TABLE recourse.${name} (
  service     text NOT NULL,
  environment text NOT NULL,
  head_n      integer NOT NULL DEFAULT 0,
  head_digest text NOT NULL DEFAULT '',
  work_due    boolean NOT NULL DEFAULT false,
  fence       integer NOT NULL DEFAULT 0,
  holder      text,
  lease_until timestamptz,
  PRIMARY KEY (service, environment)
) WITH (fillfactor = 50);

CREATE TABLE recourse.${name}_entry (
  service     text NOT NULL,
  environment text NOT NULL,
  n           integer NOT NULL,
  recorded_at text NOT NULL,
  actor       text NOT NULL,
  body        text NOT NULL,
  previous    text,
  digest      text NOT NULL,
  once        text UNIQUE,
  PRIMARY KEY (service, environment, n),
  FOREIGN KEY (service, environment) REFERENCES recourse.${name}
);
CREATE TRIGGER ${name}_entry_stays BEFORE UPDATE OR DELETE ON recourse.${name}_entry
  FOR EACH ROW EXECUTE FUNCTION recourse.refuse_change();
CREATE TRIGGER ${name}_entries_stay BEFORE TRUNCATE ON recourse.${name}_entry
  FOR EACH STATEMENT EXECUTE FUNCTION recourse.refuse_change();

CREATE FUNCTION recourse.append_${name}(
  of_service text, in_environment text, expected_n integer, by_actor text, new_body text, once_key text,
  under_fence integer, work boolean)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  m recourse.${name};
  at timestamptz;
  stamp text;
  new_digest text;
BEGIN
  PERFORM recourse.insist_on_durability();
  INSERT INTO recourse.${name} (service, environment) VALUES (of_service, in_environment) ON CONFLICT DO NOTHING;
  SELECT * INTO m FROM recourse.${name} WHERE service = of_service AND environment = in_environment FOR UPDATE;
  at := date_trunc('milliseconds', clock_timestamp());
  IF EXISTS (SELECT FROM recourse.${name}_entry e WHERE e.once = once_key) THEN RETURN 'repeated'; END IF;
  IF under_fence IS NOT NULL AND (m.fence <> under_fence OR m.holder IS NULL OR m.lease_until <= at) THEN
    RETURN 'fenced-off';
  END IF;
  IF m.head_n <> expected_n THEN RETURN 'conflict'; END IF;
  stamp := recourse.iso(at);
  new_digest := encode(sha256(convert_to(concat_ws(E'\\n', 'recourse ${name} entry 1', coalesce(nullif(m.head_digest, ''), '-'),
    of_service, in_environment, (m.head_n + 1)::text, stamp, by_actor, new_body), 'UTF8')), 'hex');
  INSERT INTO recourse.${name}_entry
    VALUES (of_service, in_environment, m.head_n + 1, stamp, by_actor, new_body, nullif(m.head_digest, ''), new_digest, once_key);
  UPDATE recourse.${name} SET head_n = m.head_n + 1, head_digest = new_digest, work_due = coalesce(work, work_due)
    WHERE service = of_service AND environment = in_environment;
  RETURN 'appended';
END $$;
`;
}
