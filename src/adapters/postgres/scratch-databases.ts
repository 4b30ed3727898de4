import type pg from 'pg';
import { DatabaseIdentity } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import { Fence } from '../../domain/ids.ts';
import type { BackupManifest } from '../../domain/manifest.ts';
import type { ScratchDatabases } from '../../ports/scratch.ts';
import { databaseNameOf, type Target, withClient } from './connect.ts';
import { readSystemIdentifier } from './database-facts.ts';
import { dropDatabase } from './drop-database.ts';
import { quoteLiteral, quoteName } from './identifiers.ts';
import { openPageCheck } from './page-check.ts';
import { sqlError } from './sql-errors.ts';

/** Databases beside production, made and dropped from the server's own `postgres` database. */
export function createScratchDatabases(target: Target): ScratchDatabases {
  // Looking at names leaves nothing at the target, so it belongs to no run.
  const idle = { run: 'scratch', fence: Fence.parse(0) };
  const onServer = async <Result>(doing: string, tag: typeof idle, work: (client: pg.Client) => Promise<Result>) => {
    try {
      return await withClient(target, tag, maintenanceDatabase, work);
    } catch (error) {
      throw sqlError(doing, error);
    }
  };
  return {
    create: (name, like, effort) =>
      onServer(`Making the database ${name}`, effort.tag, async (client) => {
        await refuseTaken(client, name);
        const original = databaseNameOf(target);
        await client.query(
          `CREATE DATABASE ${quoteName(name)} TEMPLATE template0 ${await localeClauses(client, original, like)}`,
        );
        // What is validated must be what is promoted; production's own rights are given when it is brought to parity.
        await client.query(`REVOKE CONNECT ON DATABASE ${quoteName(name)} FROM PUBLIC`);
        const made = await findDatabase(client, name);
        if (made === null) throw new Error('a database that was just made is there');
        return made;
      }),
    find: (name) => onServer(`Looking for ${name}`, idle, (client) => findDatabase(client, name)),
    startingWith: (prefix) =>
      onServer('Looking for scratch databases', idle, async (client) => {
        const { rows } = await client.query<{ name: string }>(
          'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1) ORDER BY datname',
          [prefix],
        );
        const found = await Promise.all(rows.map(({ name }) => findDatabase(client, name)));
        return found.filter((identity) => identity !== null);
      }),
    drop: (copy) => onServer(`Dropping ${copy.name}`, idle, (client) => dropCopy(client, copy)),
    openPageCheck: (database, effort) => openPageCheck(target, database, effort),
    beyondOurRights: (roles, extensions) =>
      onServer('Reading our own rights', idle, (client) => readLimits(client, roles, extensions)),
  };
}

/** There on every server, and never production's own: CREATE and DROP DATABASE want another database to be called from. */
const maintenanceDatabase = 'postgres';

async function findDatabase(client: pg.Client, name: string): Promise<DatabaseIdentity | null> {
  const { rows } = await client.query<{ oid: number }>('SELECT oid FROM pg_database WHERE datname = $1', [name]);
  if (rows[0] === undefined) return null;
  return DatabaseIdentity.parse({ name, oid: rows[0].oid, systemIdentifier: await readSystemIdentifier(client) });
}

async function refuseTaken(client: pg.Client, name: string): Promise<void> {
  const there = await findDatabase(client, name);
  if (there === null) return;
  throw new RecourseError(`There is already a database ${name} (oid ${there.oid}).`, {
    code: 'database-refused',
    hint: 'A restore only ever makes a new database. Drop that one, or restore under another name.',
    facts: { database: name, oid: there.oid },
  });
}

/**
 * Encoding and locale as production has them. Where production is gone, as the backup's manifest has them; it knows no
 * more than encoding and collation, which is what a C or libc locale consists of.
 */
async function localeClauses(client: pg.Client, original: string, like: BackupManifest['database']): Promise<string> {
  const { rows } = await client.query<{ clauses: Record<string, string | null> }>(
    `SELECT json_build_object(
              'ENCODING', pg_encoding_to_char(d.encoding), 'LC_COLLATE', d.datcollate, 'LC_CTYPE', d.datctype,
              'LOCALE_PROVIDER', CASE to_jsonb(d) ->> 'datlocprovider' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' END,
              CASE to_jsonb(d) ->> 'datlocprovider' WHEN 'b' THEN 'BUILTIN_LOCALE' ELSE 'ICU_LOCALE' END,
              coalesce(to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale')) AS clauses
       FROM pg_database d WHERE d.datname = $1`,
    [original],
  );
  const fromManifest = { ENCODING: like.encoding, LC_COLLATE: like.collate, LC_CTYPE: like.collate };
  return Object.entries<string | null>(rows[0]?.clauses ?? fromManifest)
    .filter(([, value]) => value !== null)
    .map(([clause, value]) => `${clause} ${quoteLiteral(value ?? '')}`)
    .join(' ');
}

async function dropCopy(client: pg.Client, copy: DatabaseIdentity): Promise<void> {
  const there = await findDatabase(client, copy.name);
  if (there === null) return;
  if (there.oid !== copy.oid) {
    throw new RecourseError(`${copy.name} is another database now: oid ${there.oid}, expected ${copy.oid}.`, {
      code: 'database-refused',
      hint: 'Look at it by hand before dropping anything: names have moved, perhaps by a swap.',
      facts: { database: copy.name, found: there.oid, expected: copy.oid },
    });
  }
  await dropDatabase(client, copy);
}

async function readLimits(client: pg.Client, roles: readonly string[], extensions: readonly string[]) {
  const { rows } = await client.query<{
    super: boolean;
    missing: string[];
    foreign: string[];
    untrusted: string[];
  }>(
    `SELECT r.rolsuper AS super,
            ARRAY(SELECT wanted FROM unnest($1::text[]) AS wanted WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted)) AS missing,
            ARRAY(SELECT o.rolname::text FROM pg_roles o WHERE o.rolname = ANY ($1) AND o.rolname !~ '^pg_' AND NOT pg_has_role(r.oid, o.oid, 'MEMBER')) AS foreign,
            ARRAY(SELECT wanted FROM unnest($2::text[]) AS wanted WHERE wanted <> 'plpgsql' AND NOT EXISTS (
              SELECT FROM pg_available_extension_versions v WHERE v.name = wanted AND v.trusted)) AS untrusted
       FROM pg_roles r WHERE r.rolname = current_user`,
    [roles, extensions],
  );
  const ours = rows[0];
  const superuser = ours?.super === true;
  return {
    extensions: superuser ? [] : (ours?.untrusted ?? []),
    eventTriggers: !superuser,
    notOurs: superuser ? [] : (ours?.foreign ?? []),
    missing: ours?.missing ?? [],
  };
}
