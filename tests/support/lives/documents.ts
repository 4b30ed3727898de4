import type { RealLife } from './real-life.ts';

export const documents: RealLife = {
  title: 'an archive of documents: large objects, big values out of line, xml, bytes, digests as generated columns',
  login: 'owner',
  sql: `
    CREATE EXTENSION lo; CREATE EXTENSION pgcrypto;
    CREATE TABLE folders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, parent int REFERENCES folders, UNIQUE NULLS NOT DISTINCT (parent, name));
    CREATE TABLE documents (id int PRIMARY KEY, folder int NOT NULL REFERENCES folders, title text, scan lo NOT NULL, preview bytea, facts xml, digest text GENERATED ALWAYS AS (encode(sha256(preview), 'hex')) STORED);
    ALTER TABLE documents ALTER preview SET STORAGE EXTERNAL, ALTER title SET COMPRESSION lz4;
    CREATE TRIGGER keep_tidy BEFORE UPDATE OF scan OR DELETE ON documents FOR EACH ROW EXECUTE FUNCTION lo_manage(scan);
    CREATE TABLE pages (document int REFERENCES documents ON DELETE CASCADE, no smallint, words text, PRIMARY KEY (document, no)) WITH (toast_tuple_target = 256);
    CREATE TABLE readers (id bigserial PRIMARY KEY, document int, who text, at timestamptz DEFAULT '2026-11-01Z');
    INSERT INTO folders (name) VALUES ('Verträge'), ('Rechnungen'); INSERT INTO folders (name, parent) SELECT 'J' || n, 1 + n % 2 FROM generate_series(2000, 2026) n;
    INSERT INTO documents (id, folder, title, scan, preview, facts) SELECT n, 3 + n % 27, repeat('Titel ' || n, 200), lo_from_bytea(70000 + n, decode(repeat(md5(n::text), 150 * n), 'hex')),
      decode(repeat(md5(n::text), 100), 'hex'), format('<d n="%s">ä &amp; ö</d>', n)::xml FROM generate_series(1, 40) n;
    INSERT INTO pages SELECT d, n, repeat(md5((d * n)::text), 40) FROM generate_series(1, 40) d, generate_series(1, 6) n; INSERT INTO readers (document, who) SELECT 1 + n % 40, 'r' || n FROM generate_series(1, 90) n;
    SELECT lo_from_bytea(90000, ''), lo_from_bytea(90001, '\\x00ff'); SELECT lo_put(90000, 5000, '\\x01'); GRANT SELECT ON LARGE OBJECT 70001 TO web_app; COMMENT ON LARGE OBJECT 90001 IS 'nobody''s'`,
  damage: [
    'DELETE FROM documents WHERE id BETWEEN 5 AND 9',
    "SELECT lo_put(70020, 100, 'damaged')",
    'SELECT lo_unlink(90001)',
    "SELECT lo_from_bytea(95000, 'made after the backup')",
    "UPDATE documents SET facts = '<gone/>', preview = NULL WHERE id > 35",
    "INSERT INTO folders (name, parent) VALUES ('J2027', 2), ('Später', NULL)",
    "INSERT INTO readers (document, who) VALUES (1, 'late'), (2, 'later')",
  ],
  choose: ['folders', 'readers'],
};
