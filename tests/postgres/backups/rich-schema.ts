/** What real schemas hold, in one. The owner's part; roles named here must exist. */
export function richSchema(reader: string): string {
  return `
    CREATE EXTENSION citext; CREATE EXTENSION pgcrypto; CREATE EXTENSION hstore;
    CREATE SCHEMA "Größen"; CREATE SCHEMA audit;
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
    CREATE DOMAIN price AS numeric(12,2) CHECK (VALUE >= 0);
    CREATE TYPE address AS (street text, zip varchar(10));
    CREATE SEQUENCE audit.ticket START 100 INCREMENT 5; SELECT nextval('audit.ticket');
    CREATE SEQUENCE audit.countdown INCREMENT -1 MAXVALUE 10; SELECT nextval('audit.countdown'), nextval('audit.countdown');

    CREATE TABLE "Größen"."Hosen & Röcke" (
      "Id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      "Länge" int NOT NULL, "recourse" text, t text, mood mood DEFAULT 'ok',
      kind varchar(10) CHECK (kind IN ('kurz', 'lang', 'weit')), email citext,
      netto price, brutto numeric GENERATED ALWAYS AS (netto * 1.19) STORED,
      tags text[] DEFAULT '{}', home address, extra jsonb, attributes hstore, gone int,
      span tstzrange, at timestamptz(3) DEFAULT now(), ratio double precision, raw bytea, waited interval
    );
    ALTER TABLE "Größen"."Hosen & Röcke" DROP COLUMN gone;
    INSERT INTO "Größen"."Hosen & Röcke" ("Länge", recourse, t, mood, kind, email, netto, tags, home, extra, attributes, span, ratio, raw, waited)
      SELECT i, E'Zeile\\n\\t"' || i || '" ü€', NULLIF(i % 3, 0)::text, (ARRAY['sad','ok','happy'])[1 + i % 3]::mood,
             (ARRAY['kurz','lang','weit'])[1 + i % 3], 'A' || i || '@X.de', i / 7.0, ARRAY['a', NULL, i::text], ROW('Weg ' || i, i::text)::address,
             jsonb_build_object('n', i), hstore('k', i::text), tstzrange(now(), now() + interval '1 day'), sqrt(i), decode(md5(i::text), 'hex'),
             interval '1 mon 2 days' * i
        FROM generate_series(1, 500) AS i;
    CREATE INDEX "Länge_idx" ON "Größen"."Hosen & Röcke" ("Länge" DESC) WHERE "Länge" > 3;
    CREATE INDEX ON "Größen"."Hosen & Röcke" USING gin (extra jsonb_path_ops);
    CREATE STATISTICS "Größen".both_columns (dependencies) ON "Länge", kind FROM "Größen"."Hosen & Röcke";
    COMMENT ON COLUMN "Größen"."Hosen & Röcke"."Länge" IS 'in cm, nicht in "Zoll"';

    CREATE TABLE events (id bigserial, at date NOT NULL, payload jsonb, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY HASH (id);
    CREATE TABLE events_2026_even PARTITION OF events_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE events_2026_odd PARTITION OF events_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE events_rest PARTITION OF events DEFAULT;
    CREATE INDEX ON events (at);
    INSERT INTO events (at, payload) SELECT date '2025-06-01' + i, jsonb_build_object('i', i) FROM generate_series(1, 900) AS i;

    CREATE TABLE parents (id int PRIMARY KEY, child int);
    CREATE TABLE children (id int PRIMARY KEY, parent int REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
    ALTER TABLE parents ADD FOREIGN KEY (child) REFERENCES children;
    INSERT INTO parents SELECT i FROM generate_series(1, 50) AS i; INSERT INTO children SELECT i, i FROM generate_series(1, 50) AS i;
    UPDATE parents SET child = id; SET CONSTRAINTS ALL IMMEDIATE;
    CREATE TABLE grown () INHERITS (parents); INSERT INTO grown VALUES (1000, 1);
    CREATE UNLOGGED TABLE cache (k text PRIMARY KEY, v text); INSERT INTO cache VALUES ('a', 'b');
    CREATE TABLE nothing (); INSERT INTO nothing DEFAULT VALUES;
    CREATE TABLE emptied (id int);

    CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.v := upper(NEW.v); RETURN NEW; END $$;
    CREATE TRIGGER noted BEFORE INSERT ON cache FOR EACH ROW WHEN (NEW.v <> '') EXECUTE FUNCTION audit.note();
    ALTER TABLE cache DISABLE TRIGGER noted;
    CREATE FUNCTION secret_count(mood) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
      AS $$ SELECT count(*) FROM "Größen"."Hosen & Röcke" WHERE mood = $1 $$;
    REVOKE EXECUTE ON FUNCTION secret_count FROM public; GRANT EXECUTE ON FUNCTION secret_count TO ${reader};
    CREATE FUNCTION total() RETURNS numeric LANGUAGE sql STABLE BEGIN ATOMIC SELECT sum(netto) FROM "Größen"."Hosen & Röcke"; END;
    CREATE AGGREGATE audit.longest (text) (SFUNC = textcat, STYPE = text, INITCOND = '');
    CREATE PROCEDURE audit.tidy() LANGUAGE sql AS $$ DELETE FROM cache $$;

    CREATE VIEW recent AS SELECT id, at, CASE WHEN at > '2026-01-01' THEN 'new'::varchar ELSE 'old' END AS age FROM events WHERE payload ? 'i';
    CREATE MATERIALIZED VIEW per_year AS SELECT extract(year FROM at) AS y, count(*) AS n FROM events GROUP BY 1;
    CREATE UNIQUE INDEX ON per_year (y); CREATE MATERIALIZED VIEW unread AS SELECT 1 AS one WITH NO DATA;
    CREATE RULE silent AS ON DELETE TO emptied DO INSTEAD NOTHING;
    ALTER TABLE children ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON children FOR SELECT TO ${reader} USING (parent IN (SELECT id FROM parents));
    GRANT SELECT ON children TO ${reader}; GRANT SELECT (id, at), UPDATE (payload) ON events TO ${reader};
    GRANT USAGE ON SCHEMA audit TO ${reader} WITH GRANT OPTION; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${reader};
    GRANT USAGE ON TYPE mood TO ${reader};
    CREATE PUBLICATION outside FOR TABLE parents;
    SELECT lo_from_bytea(0, decode('00ff', 'hex')), lo_from_bytea(424242, 'large');
    GRANT SELECT ON LARGE OBJECT 424242 TO ${reader};
  `;
}
