import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWriteFreeze } from '../../src/adapters/postgres/freeze.ts';
import { bringToParity } from '../../src/adapters/postgres/parity.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { databaseUrl, freshDatabase, onServer, owner } from '../support/cluster.ts';
import { approve, ask, asValidatedCopy, effortOf, newRun } from '../support/target.ts';

const production = freshDatabase();
const scratch = freshDatabase();
const app = { role: `app_${randomBytes(4).toString('hex')}`, password: 'app' };

const align = async () =>
  bringToParity({ target: { url: production.url } }, await asValidatedCopy(scratch.name), effortOf(newRun()));
const results = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ check, result }) => [check, result]));
const traits = (name: string) =>
  ask(
    databaseUrl('postgres'),
    `SELECT datconnlimit, shobj_description(oid, 'pg_database') AS comment,
            ARRAY(SELECT format('%s=%s%s', coalesce(nullif(grantee, 0)::regrole::text, 'PUBLIC'), privilege_type, is_grantable)
                    FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) ORDER BY 1) AS acl,
            ARRAY(SELECT coalesce(nullif(setrole, 0)::regrole::text, 'all') || ' ' || setting
                    FROM pg_db_role_setting, unnest(setconfig) setting WHERE setdatabase = d.oid ORDER BY 1) AS settings
       FROM pg_database d WHERE datname = $1`,
    [name],
  );

const schema = `CREATE TABLE notes (id serial PRIMARY KEY, text text, secret text);
  CREATE SEQUENCE down INCREMENT -1; CREATE SEQUENCE untouched;
  CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW seen AS SELECT id FROM notes`;

beforeAll(async () => {
  await onServer((client) => client.query(`CREATE ROLE ${app.role} LOGIN PASSWORD 'app'`));
  for (const each of [production, scratch]) await ask(each.url, schema);
});
afterAll(async () => {
  for (const each of [production, scratch])
    await onServer((client) => client.query(`DROP OWNED BY ${app.role}`), each.name);
  await onServer((client) => client.query(`DROP ROLE ${app.role}`));
});

describe('a copy brought to parity', () => {
  test('has production’s rights, settings, limit and comment, list settings name by name; and a second call changes nothing', async () => {
    const name = production.name;
    await ask(
      production.url,
      `REVOKE CONNECT ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO ${app.role} WITH GRANT OPTION;
       ALTER DATABASE ${name} SET search_path = "$user", public, "Odd, name"; ALTER DATABASE ${name} SET work_mem = '7MB';
       ALTER DATABASE ${name} CONNECTION LIMIT 50; COMMENT ON DATABASE ${name} IS 'the '' one'`,
    );
    await ask(
      scratch.url,
      `ALTER DATABASE ${scratch.name} SET statement_timeout = '1s'; GRANT CREATE ON DATABASE ${scratch.name} TO PUBLIC`,
    );
    expect(results(await align())['database-traits']).toBe('passed');
    expect(await traits(scratch.name)).toEqual(await traits(name));
    expect(await ask(scratch.url, 'SHOW search_path')).toEqual(await ask(production.url, 'SHOW search_path'));
    const again = (await align()).find(({ check }) => check === 'database-traits');
    expect(again).toMatchObject({ result: 'passed', say: expect.stringContaining('(0 changed)') });
  });

  test('never gives out an id twice: sequences stand at least where production’s stand, in their own direction', async () => {
    await ask(
      production.url,
      "SELECT nextval('notes_id_seq') FROM generate_series(1, 9); SELECT nextval('down') FROM generate_series(1, 4)",
    );
    await ask(
      scratch.url,
      "SELECT setval('notes_id_seq', 3); SELECT setval('down', -2); SELECT setval('untouched', 77)",
    );
    await align();
    expect(
      await ask(
        scratch.url,
        "SELECT nextval('notes_id_seq') AS up, nextval('down') AS down, nextval('untouched') AS ahead",
      ),
    ).toEqual([{ up: '10', down: '-5', ahead: '78' }]);
  });

  test('has statistics for every table', async () => {
    await ask(scratch.url, "INSERT INTO notes (text) SELECT 'x' FROM generate_series(1, 500)");
    await align();
    expect(await ask(scratch.url, "SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'notes'")).toEqual([
      { rows: 500 },
    ]);
  });

  test('is not born behind the gate: rights that our own gate took from production count as held', async () => {
    const run = newRun();
    const unused = () => {
      throw new Error('not part of this test');
    };
    const gate = createWriteFreeze({
      target: { url: production.url },
      methods: [{ method: 'connection-gate', roles: [app.role] }],
      proveForMs: 50,
      commands: { run: unused },
      webhooks: { post: unused },
      secretOf: unused,
    });
    const open = await traits(production.name);
    await gate.freeze(approve(run), effortOf(run));
    await align();
    expect(await traits(scratch.name)).toEqual(open);
    await gate.resume(effortOf(run));
  });
});

describe('owners and rights inside', () => {
  test('that differ are named with the statement that would end the difference; lost ones fail, added ones warn', async () => {
    await ask(
      production.url,
      `GRANT SELECT, INSERT ON notes TO ${app.role}; GRANT SELECT (secret) ON notes TO ${app.role} ; GRANT SELECT ON seen TO PUBLIC;
       REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC; CREATE TABLE only_here (id int); GRANT SELECT ON only_here TO PUBLIC`,
    );
    await ask(scratch.url, `GRANT SELECT ON notes TO ${app.role}`);
    await onServer((client) => client.query('ALTER VIEW seen OWNER TO postgres'), scratch.name);
    const findings = await align();
    const hint = (check: string) => findings.find((finding) => finding.check === check)?.hint ?? '';
    expect(results(findings)).toMatchObject({ owners: 'failed', 'rights-missing': 'failed', 'rights-added': 'warned' });
    expect(hint('owners')).toContain(`ALTER view public.seen OWNER TO ${owner().role};`);
    expect(hint('rights-missing')).toContain(`GRANT INSERT ON table public.notes TO ${app.role};`);
    expect(hint('rights-missing')).toContain(`GRANT SELECT (secret) ON TABLE public.notes TO ${app.role};`);
    expect(hint('rights-missing')).toContain('GRANT SELECT ON TABLE public.seen TO public;');
    expect(hint('rights-added')).toContain('REVOKE EXECUTE ON function public.f() FROM public;');
    for (const statement of ['rights-missing', 'rights-added'].map(hint)) {
      await onServer((client) => client.query(statement.replace(/^[^:]*: /, '')), scratch.name);
    }
    expect(results(await align())).toMatchObject({ 'rights-missing': 'passed', 'rights-added': 'passed' });
  });

  test('settings that our role may not carry over become a warning with the statement', async () => {
    await onServer((client) =>
      client.query(`ALTER ROLE ${app.role} IN DATABASE ${production.name} SET work_mem = '9MB'`),
    );
    await onServer((client) => client.query(`ALTER DATABASE ${production.name} SET app.tenant = 'it''s'`));
    const finding = (await align()).find(({ check }) => check === 'database-traits');
    expect(finding).toMatchObject({
      result: 'warned',
      hint: expect.stringContaining(`ALTER ROLE "${app.role}" IN DATABASE "${scratch.name}" SET "work_mem" = '9MB';`),
    });
    await onServer((client) => client.query((finding?.hint ?? '').replace(/^[^:]*: /, '')));
    expect(await traits(scratch.name)).toEqual(await traits(production.name));
  });
});
