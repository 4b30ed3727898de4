import type { RealLife } from './real-life.ts';

export const measurements: RealLife = {
  title:
    'a time series: partitions of two levels, a default one, one in another schema and one taken off, BRIN, rollups',
  login: 'owner',
  sql: `
    CREATE SCHEMA archive;
    CREATE TABLE sensors (id int PRIMARY KEY, place text, unit text DEFAULT '°C', installed date);
    CREATE TABLE readings (sensor int NOT NULL REFERENCES sensors, at timestamptz NOT NULL, value double precision, quality "char" DEFAULT 'g', PRIMARY KEY (sensor, at)) PARTITION BY RANGE (at);
    CREATE TABLE readings_09 PARTITION OF readings FOR VALUES FROM ('2026-09-01Z') TO ('2026-10-01Z');
    CREATE TABLE readings_10 PARTITION OF readings FOR VALUES FROM ('2026-10-01Z') TO ('2026-11-01Z') PARTITION BY HASH (sensor);
    CREATE TABLE readings_10_0 PARTITION OF readings_10 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE readings_10_1 PARTITION OF readings_10 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE archive.readings_08 PARTITION OF readings FOR VALUES FROM ('2026-08-01Z') TO ('2026-09-01Z') WITH (fillfactor = 90);
    CREATE TABLE readings_07 (quality "char", note text, value double precision, at timestamptz NOT NULL, sensor int NOT NULL); ALTER TABLE readings_07 DROP COLUMN note;
    ALTER TABLE readings ATTACH PARTITION readings_07 FOR VALUES FROM ('2026-07-01Z') TO ('2026-08-01Z');
    CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
    CREATE TABLE readings_06 PARTITION OF readings FOR VALUES FROM ('2026-06-01Z') TO ('2026-07-01Z');
    CREATE INDEX readings_brin ON readings USING brin (at) WITH (pages_per_range = 32); CREATE INDEX ON readings_09 (value) WHERE quality = 'b';
    CREATE TABLE alarms (id bigserial PRIMARY KEY, sensor int, at timestamptz, level smallint, FOREIGN KEY (sensor, at) REFERENCES readings);
    CREATE TABLE daily (sensor int REFERENCES sensors, day date, low double precision, high double precision, n bigint, PRIMARY KEY (sensor, day));
    CREATE FUNCTION roll_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO public.daily SELECT sensor, (at AT TIME ZONE 'UTC')::date, min(value), max(value), count(*) FROM fresh GROUP BY 1, 2
        ON CONFLICT (sensor, day) DO UPDATE SET low = least(daily.low, excluded.low), high = greatest(daily.high, excluded.high), n = daily.n + excluded.n; RETURN NULL; END $$;
    CREATE TRIGGER roll_up AFTER INSERT ON readings REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION roll_up();
    CREATE FUNCTION judge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.quality := CASE WHEN NEW.value = 'NaN' THEN 'b' ELSE 'g' END; RETURN NEW; END $$;
    CREATE TRIGGER judge BEFORE INSERT ON readings_09 FOR EACH ROW EXECUTE FUNCTION judge();
    INSERT INTO sensors SELECT n, 'Halle ' || n, '°F', date '2020-02-29' + n FROM generate_series(1, 8) n;
    INSERT INTO readings (sensor, at, value) SELECT s, '2026-06-15Z'::timestamptz + n * interval '11 h', CASE WHEN n % 50 = 0 THEN 'NaN' ELSE sin(n) * s END FROM generate_series(1, 8) s, generate_series(1, 320) n;
    ALTER TABLE readings DETACH PARTITION readings_06;
    INSERT INTO alarms (sensor, at, level) SELECT sensor, at, sensor FROM readings WHERE value > 5`,
  damage: [
    'DELETE FROM alarms',
    "DELETE FROM readings WHERE at < '2026-09-15Z' AND sensor = 3",
    "UPDATE readings SET value = value * 1.8 + 32 WHERE sensor = 4 AND at >= '2026-10-01Z'",
    "INSERT INTO sensors VALUES (9, 'Dach', 'lx', 'infinity')",
    "INSERT INTO readings (sensor, at, value) SELECT 9, '2026-08-20Z'::timestamptz + n * interval '1 day', n FROM generate_series(1, 90) n",
    'INSERT INTO alarms (sensor, at, level) SELECT sensor, at, 9 FROM readings WHERE sensor = 9 AND value > 85',
  ],
  choose: ['sensors', 'readings', 'alarms', 'daily'],
};
