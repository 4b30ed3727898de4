import type { RealLife } from './real-life.ts';

export const inventory: RealLife = {
  title:
    'places and stock: citext, hstore, ltree, pg_trgm, cube, intarray, and bookings that may not overlap by btree_gist',
  login: 'owner',
  sql: `
    CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist; CREATE EXTENSION ltree; CREATE EXTENSION cube; CREATE EXTENSION intarray; CREATE EXTENSION unaccent SCHEMA ext;
    CREATE TABLE sites (code ext.citext PRIMARY KEY, at point, area polygon, fence circle, path ltree NOT NULL, opening int4multirange, net cidr);
    CREATE INDEX ON sites USING gist (at); CREATE INDEX ON sites USING gist (path); CREATE INDEX ON sites USING spgist (net inet_ops);
    CREATE TABLE items (id uuid PRIMARY KEY, title text NOT NULL, traits ext.hstore, size cube, tags int[] NOT NULL DEFAULT '{}', weight real, mac macaddr8);
    CREATE INDEX items_title ON items USING gin (title gin_trgm_ops); CREATE INDEX ON items USING gin (tags gin__int_ops); CREATE INDEX ON items USING gist (size);
    CREATE TABLE stock (site ext.citext REFERENCES sites ON UPDATE CASCADE, item uuid REFERENCES items, pieces int NOT NULL, counted_at timestamptz, PRIMARY KEY (site, item)) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
    CREATE TABLE bookings (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site ext.citext NOT NULL REFERENCES sites, item uuid NOT NULL REFERENCES items, during tstzrange NOT NULL, who text,
      EXCLUDE USING gist ((site::text) WITH =, (item::text) WITH =, during WITH &&) WHERE (who IS NOT NULL), CHECK (NOT isempty(during)));
    CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT ext.unaccent('ext.unaccent', $1) $$;
    CREATE INDEX items_plain ON items (plain(title) text_pattern_ops); CREATE STATISTICS of_stock (ndistinct, mcv) ON site, pieces FROM stock;
    INSERT INTO sites SELECT 'Site-' || n, point(n, -n), polygon(circle(point(n, n), 1.5)), circle(point(n, n), n / 3.0), ('eu.de.s' || n)::ltree, int4multirange(int4range(8, 12), int4range(13, 17 + n)), ('10.' || n || '.0.0/16')::cidr FROM generate_series(1, 12) n;
    INSERT INTO items SELECT md5('i' || n)::uuid, 'Ersatzteil Größe ' || n, ext.hstore(ARRAY['farbe', 'a "b"', 'leer', NULL]), cube(ARRAY[n, n / 2.0], ARRAY[n + 1, n]), ARRAY[n, n % 7, 3], n / 3.0, '08:00:2b:01:02:03:04:05' FROM generate_series(1, 150) n;
    INSERT INTO stock SELECT 'site-' || s, md5('i' || i)::uuid, s * i, '2026-11-01Z' FROM generate_series(1, 12) s, generate_series(1, 60) i;
    INSERT INTO bookings (site, item, during, who) SELECT 'SITE-' || 1 + n % 12, md5('i' || n)::uuid, tstzrange('2026-11-01Z'::timestamptz + n * interval '1 h', '2026-11-02Z'::timestamptz + n * interval '1 h', '(]'), nullif('w' || n % 5, 'w0') FROM generate_series(1, 150) n`,
  damage: [
    'DELETE FROM bookings WHERE id % 3 = 0',
    "UPDATE stock SET pieces = 0 WHERE site = 'SITE-4'",
    "INSERT INTO sites (code, path) VALUES ('Neu', 'eu.fr.neu')",
    "INSERT INTO items (id, title, traits) VALUES (md5('late')::uuid, 'naïve', 'a=>1')",
    "INSERT INTO stock VALUES ('NEU', md5('late')::uuid, 5, 'infinity')",
    "INSERT INTO bookings (site, item, during, who) VALUES ('neu', md5('late')::uuid, '[2026-12-01Z,)', 'X')",
    "UPDATE items SET traits = traits OPERATOR(ext.||) 'farbe=>rot'::ext.hstore WHERE weight < 4",
  ],
  choose: ['sites', 'items', 'stock', 'bookings'],
};
