import type { RealLife } from './real-life.ts';

export const warehouse: RealLife = {
  title: 'a warehouse of reports: materialised views on views, SECURITY DEFINER, aggregates, statistics, a publication',
  login: 'owner',
  sql: `
    CREATE SCHEMA facts; CREATE SCHEMA reports; CREATE SCHEMA staging;
    CREATE TABLE facts.regions (id smallint PRIMARY KEY, name text UNIQUE); CREATE TABLE facts.days (day date PRIMARY KEY, week int GENERATED ALWAYS AS (extract(week FROM day)::int) STORED, holiday boolean);
    CREATE TABLE facts.sales (id bigint PRIMARY KEY, region smallint NOT NULL REFERENCES facts.regions, day date NOT NULL REFERENCES facts.days, units int, euro numeric(12,2), margin double precision);
    CREATE INDEX ON facts.sales (region, day) INCLUDE (euro); CREATE STATISTICS facts.by_day (dependencies, ndistinct) ON region, day FROM facts.sales; ALTER TABLE facts.sales ALTER day SET STATISTICS 500; CLUSTER facts.sales USING sales_pkey;
    CREATE UNLOGGED TABLE staging.lines (raw jsonb, n serial); CREATE TABLE staging.loads (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), file text UNIQUE, rows bigint, took interval);
    CREATE FUNCTION reports.add(state numeric[], numeric) RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$ SELECT ARRAY[state[1] + coalesce($2, 0), state[2] + 1] $$;
    CREATE FUNCTION reports.mean(numeric[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$ SELECT $1[1] / nullif($1[2], 0) $$;
    CREATE AGGREGATE reports.average (numeric) (SFUNC = reports.add, STYPE = numeric[], INITCOND = '{0,0}', FINALFUNC = reports.mean, PARALLEL = SAFE);
    CREATE VIEW reports.named WITH (security_barrier) AS SELECT s.*, r.name FROM facts.sales s JOIN facts.regions r ON r.id = s.region;
    CREATE MATERIALIZED VIEW reports.by_region AS SELECT name, day, sum(euro) AS euro, reports.average(units) AS units FROM reports.named GROUP BY name, day;
    CREATE UNIQUE INDEX ON reports.by_region (name, day); CREATE INDEX ON reports.by_region (euro DESC);
    CREATE MATERIALIZED VIEW reports.best AS SELECT name, max(euro) AS euro, rank() OVER (ORDER BY max(euro) DESC) AS place FROM reports.by_region GROUP BY name; CREATE MATERIALIZED VIEW reports.unread AS SELECT count(*) AS n FROM staging.lines WITH NO DATA;
    CREATE FUNCTION reports.refresh() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ BEGIN REFRESH MATERIALIZED VIEW CONCURRENTLY reports.by_region; REFRESH MATERIALIZED VIEW reports.best; END $$;
    CREATE FUNCTION reports.of_region(which text) RETURNS TABLE (day date, euro numeric) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' BEGIN ATOMIC SELECT b.day, b.euro FROM reports.by_region b WHERE b.name = which; END;
    REVOKE EXECUTE ON FUNCTION reports.refresh(), reports.of_region(text) FROM PUBLIC; GRANT USAGE ON SCHEMA reports TO "Berichte & Co"; GRANT EXECUTE ON FUNCTION reports.of_region(text) TO "Berichte & Co"; GRANT SELECT ON reports.best, reports.by_region TO "Berichte & Co", web_app;
    CREATE PUBLICATION outside FOR TABLE facts.sales (id, region, euro) WHERE (euro > 0), TABLE facts.regions WITH (publish = 'insert');
    INSERT INTO facts.regions SELECT n, 'Region ' || n FROM generate_series(1, 9) n; INSERT INTO facts.days (day, holiday) SELECT date '2026-01-01' + n, n % 90 = 0 FROM generate_series(0, 300) n;
    INSERT INTO facts.sales SELECT n, 1 + n % 9, date '2026-01-01' + n % 300, n % 50, n * 1.17, CASE WHEN n % 100 = 0 THEN 'Infinity' ELSE n / 3.0 END FROM generate_series(1, 3000) n;
    INSERT INTO staging.loads (file, rows, took) SELECT 'f' || n, n, n * interval '1.5 s' FROM generate_series(1, 20) n; INSERT INTO staging.lines (raw) SELECT to_jsonb(n) FROM generate_series(1, 9) n; SELECT reports.refresh()`,
  damage: [
    "DELETE FROM facts.sales WHERE day < '2026-02-01'",
    "UPDATE facts.sales SET euro = -euro, margin = 'NaN' WHERE region = 3",
    "INSERT INTO facts.days (day, holiday) SELECT date '2027-01-01' + n, NULL FROM generate_series(0, 5) n",
    "INSERT INTO facts.sales SELECT 9000 + n, 1, date '2027-01-01' + n % 5, 1, NULL, '-Infinity' FROM generate_series(1, 77) n",
    "INSERT INTO staging.loads (file, rows) VALUES ('late', 77)",
    'SELECT reports.refresh()',
  ],
  choose: ['facts.sales', 'staging.loads', 'facts.days'],
};
