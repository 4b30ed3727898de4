import type { RealLife } from './real-life.ts';

export const audited: RealLife = {
  title:
    'a file of patients: event triggers that log DDL and forbid some, audit by trigger with former rows, views that write, rules',
  login: 'superuser',
  sql: `
    CREATE SCHEMA audit; CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION tablefunc;
    CREATE TABLE audit.ddl (id bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(), who name DEFAULT session_user, tag text, object text);
    CREATE TABLE audit.changes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), "table" regclass NOT NULL, op "char", before jsonb, after jsonb, tx xid8 DEFAULT pg_current_xact_id());
    CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$ BEGIN
      INSERT INTO audit.changes ("table", op, before, after) VALUES (TG_RELID, left(TG_OP, 1)::"char", CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END); RETURN coalesce(NEW, OLD); END $$;
    CREATE TABLE patients (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), name text NOT NULL, born date, gone_at timestamptz); CREATE TABLE visits (id serial PRIMARY KEY, patient uuid NOT NULL REFERENCES patients, at timestamptz, findings text[], cost money);
    CREATE TRIGGER audit BEFORE INSERT OR UPDATE OR DELETE ON patients FOR EACH ROW EXECUTE FUNCTION audit.note(); CREATE TRIGGER audit AFTER UPDATE OR DELETE ON visits FOR EACH ROW WHEN (OLD.cost > 0::money) EXECUTE FUNCTION audit.note(); ALTER TABLE visits ENABLE ALWAYS TRIGGER audit;
    CREATE VIEW living AS SELECT id, name, born FROM patients WHERE gone_at IS NULL WITH CASCADED CHECK OPTION; CREATE VIEW last_visit AS SELECT DISTINCT ON (patient) patient, at, cost FROM visits ORDER BY patient, at DESC;
    CREATE FUNCTION bury() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE public.patients SET gone_at = '2026-11-21Z' WHERE id = OLD.id; RETURN OLD; END $$; CREATE TRIGGER bury INSTEAD OF DELETE ON living FOR EACH ROW EXECUTE FUNCTION bury();
    CREATE RULE visit AS ON INSERT TO last_visit DO INSTEAD INSERT INTO visits (patient, at, cost) VALUES (NEW.patient, NEW.at, NEW.cost);
    CREATE FUNCTION audit.log_ddl() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$ DECLARE each record; BEGIN FOR each IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
      INSERT INTO audit.ddl (tag, object) VALUES (each.command_tag, each.object_identity); END LOOP; END $$;
    CREATE FUNCTION audit.forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE object_type = 'table' AND schema_name = 'public') THEN RAISE EXCEPTION 'tables of patients are not dropped'; END IF; END $$;
    CREATE EVENT TRIGGER log_ddl ON ddl_command_end EXECUTE FUNCTION audit.log_ddl(); CREATE EVENT TRIGGER forbid ON sql_drop EXECUTE FUNCTION audit.forbid(); CREATE EVENT TRIGGER quiet ON table_rewrite EXECUTE FUNCTION audit.forbid(); ALTER EVENT TRIGGER quiet DISABLE;
    CREATE TABLE insurers (code char(4) PRIMARY KEY, name text); ALTER TABLE patients ADD insurer char(4) REFERENCES insurers; GRANT SELECT ON living TO web_app;
    INSERT INTO insurers SELECT lpad(n::text, 4, 'K'), 'Kasse ' || n FROM generate_series(1, 12) n; INSERT INTO patients (id, name, born, insurer) SELECT md5('p' || n)::uuid, 'O''Neill ' || n, date '1950-01-01' + n * 37, lpad((1 + n % 12)::text, 4, 'K') FROM generate_series(1, 200) n;
    INSERT INTO visits (patient, at, findings, cost) SELECT md5('p' || 1 + n % 200)::uuid, '2026-01-01Z'::timestamptz + n * interval '7 h', ARRAY['o. B.', 'a "b", c\\'], n * 1.5 FROM generate_series(1, 500) n; DELETE FROM living WHERE born < '1951-01-01'; UPDATE visits SET cost = 0 WHERE id % 50 = 0`,
  damage: [
    'DELETE FROM visits WHERE id % 4 = 0',
    "UPDATE patients SET name = upper(name) WHERE gone_at IS NULL AND insurer <= 'KK12'",
    "INSERT INTO insurers VALUES ('NEU1', 'neu')",
    "INSERT INTO patients (name, insurer) SELECT 'late ' || n, 'NEU1' FROM generate_series(1, 9) n",
    "INSERT INTO last_visit (patient, at, cost) SELECT id, '2026-11-20Z', 7 FROM patients WHERE insurer = 'NEU1'",
  ],
  choose: ['patients', 'visits', 'insurers', 'audit.changes'],
  ddlLog: 'audit.ddl',
};
