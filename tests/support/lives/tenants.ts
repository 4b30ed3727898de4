import type { RealLife } from './real-life.ts';

export const tenants: RealLife = {
  title: 'software for many tenants: row security, uuids, restrictive policies, rights on columns and by default',
  login: 'owner',
  sql: `
    CREATE EXTENSION citext; CREATE SCHEMA app; CREATE SCHEMA private;
    CREATE TABLE app.tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), slug citext UNIQUE NOT NULL, plan text NOT NULL DEFAULT 'free', settings jsonb NOT NULL DEFAULT '{}');
    CREATE TABLE app.members (tenant uuid REFERENCES app.tenants ON DELETE CASCADE, email citext, role text CHECK (role IN ('owner', 'admin', 'guest')), secret text, PRIMARY KEY (tenant, email));
    CREATE TABLE app.projects (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), tenant uuid NOT NULL REFERENCES app.tenants, title text, owner citext,
      archived_at timestamptz, FOREIGN KEY (tenant, owner) REFERENCES app.members (tenant, email) ON UPDATE CASCADE, UNIQUE NULLS NOT DISTINCT (tenant, title, archived_at));
    CREATE TABLE private.tokens (hash bytea PRIMARY KEY, tenant uuid NOT NULL REFERENCES app.tenants, expires interval);
    CREATE FUNCTION private.tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT nullif(current_setting('app.tenant', true), '')::uuid $$;
    ALTER TABLE app.members ENABLE ROW LEVEL SECURITY; ALTER TABLE app.projects ENABLE ROW LEVEL SECURITY; ALTER TABLE private.tokens ENABLE ROW LEVEL SECURITY;
    CREATE POLICY of_tenant ON app.members USING (tenant = private.tenant()) WITH CHECK (tenant = private.tenant());
    CREATE POLICY of_tenant ON app.projects TO web_app USING (tenant = private.tenant());
    CREATE POLICY not_archived ON app.projects AS RESTRICTIVE FOR UPDATE TO web_app USING (archived_at IS NULL);
    GRANT USAGE ON SCHEMA app TO web_app; GRANT SELECT (tenant, email, role), UPDATE (role) ON app.members TO web_app; GRANT ALL ON app.projects TO web_app WITH GRANT OPTION;
    ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO web_app; REVOKE EXECUTE ON FUNCTION private.tenant() FROM PUBLIC; GRANT EXECUTE ON FUNCTION private.tenant() TO web_app;
    CREATE VIEW app.mine WITH (security_invoker = true, security_barrier) AS SELECT id, title FROM app.projects;
    INSERT INTO app.tenants (id, slug, settings) SELECT md5('t' || n)::uuid, 'Tenant-' || n, jsonb_build_object('seats', n, 'ü', ARRAY[n, NULL]) FROM generate_series(1, 30) n;
    INSERT INTO app.members SELECT md5('t' || t)::uuid, 'm' || m || '@T' || t || '.io', (ARRAY['owner', 'admin', 'guest'])[1 + m % 3], md5(m::text) FROM generate_series(1, 30) t, generate_series(1, 10) m;
    INSERT INTO app.projects (id, tenant, title, owner) SELECT md5(t || 'p' || p)::uuid, md5('t' || t)::uuid, 'P' || p, 'm' || p || '@t' || t || '.io' FROM generate_series(1, 30) t, generate_series(1, 8) p;
    INSERT INTO private.tokens SELECT sha256(n::text::bytea), md5('t' || n)::uuid, n * interval '1 day 2 min' FROM generate_series(1, 30) n`,
  damage: [
    "DELETE FROM app.projects WHERE tenant = md5('t3')::uuid",
    "DELETE FROM private.tokens WHERE expires < '10 days'",
    "UPDATE app.members SET role = 'guest', secret = NULL WHERE role = 'owner'",
    "INSERT INTO app.tenants (slug) VALUES ('newcomer')",
    "INSERT INTO app.members SELECT id, 'First@Newcomer.io', 'owner', 'x' FROM app.tenants WHERE slug = 'NEWCOMER'",
    "INSERT INTO app.projects (tenant, title, owner) SELECT id, 'first', 'first@newcomer.io' FROM app.tenants WHERE slug = 'newcomer'",
  ],
  choose: ['app.tenants', 'app.members', 'app.projects'],
};
