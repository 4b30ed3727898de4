import type pg from 'pg';
import { gateMarker } from './connection-gate.ts';
import { readMarker } from './control.ts';
import { quoteLiteral, quoteName } from './identifiers.ts';

interface Right {
  /** Null is PUBLIC. */
  readonly grantee: string | null;
  readonly privilege: string;
  readonly grantable: boolean;
}

interface Setting {
  /** Null is a setting for everybody. */
  readonly role: string | null;
  readonly name: string;
  readonly value: string;
}

/** What a database carries outside itself, and no dump of it brings along. */
export interface DatabaseTraits {
  readonly name: string;
  readonly owner: string;
  readonly connectionLimit: number;
  readonly comment: string | null;
  readonly rights: readonly Right[];
  readonly settings: readonly Setting[];
}

export async function readTraits(control: pg.Client, oid: number): Promise<DatabaseTraits> {
  const { rows } = await control.query<Omit<DatabaseTraits, 'settings'>>(
    `SELECT d.datname AS name, pg_get_userbyid(d.datdba) AS owner, d.datconnlimit AS "connectionLimit",
            shobj_description(d.oid, 'pg_database') AS comment,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('privilege', a.privilege_type, 'grantable', a.is_grantable,
                'grantee', CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END)), '[]')
               FROM aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a WHERE a.grantee <> d.datdba) AS rights
       FROM pg_database d WHERE d.oid = $1`,
    [oid],
  );
  const { rows: settings } = await control.query<Setting>(
    `SELECT CASE WHEN setrole <> 0 THEN pg_get_userbyid(setrole) END AS role,
            split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value
       FROM pg_db_role_setting, unnest(setconfig) AS setting WHERE setdatabase = $1`,
    [oid],
  );
  const [traits] = rows;
  if (traits === undefined) throw new Error(`there is no database with oid ${oid}`);
  return { ...traits, settings };
}

/**
 * Production's traits as they are meant to be: while our own connection gate is closed, the rights it took count as
 * held, or the promoted database would be born closed to its service.
 */
export async function readProductionTraits(control: pg.Client, oid: number): Promise<DatabaseTraits> {
  const traits = await readTraits(control, oid);
  const marker = await readMarker(control, gateMarker(oid));
  if (marker === null) return traits;
  const { rights } = marker.facts as { rights: { grantee: string | null; grantable: boolean }[] };
  const others = traits.rights.filter((right) => right.privilege !== 'CONNECT');
  return { ...traits, rights: [...others, ...rights.map((right) => ({ ...right, privilege: 'CONNECT' }))] };
}

/** The statements that give the copy production's traits, owner left out: changing that changes the rights. */
export function planTraits(production: DatabaseTraits, copy: DatabaseTraits): string[] {
  const database = `DATABASE ${quoteName(copy.name)}`;
  return [
    ...(production.connectionLimit === copy.connectionLimit
      ? []
      : [`ALTER ${database} CONNECTION LIMIT ${production.connectionLimit}`]),
    ...(production.comment === copy.comment
      ? []
      : [`COMMENT ON ${database} IS ${production.comment === null ? 'NULL' : quoteLiteral(production.comment)}`]),
    ...planRights(production.rights, copy.rights, database),
    ...planSettings(production.settings, copy.settings, database),
  ];
}

function planRights(wanted: readonly Right[], present: readonly Right[], database: string): string[] {
  const has = (rights: readonly Right[], right: Right) =>
    rights.some(
      (other) =>
        other.grantee === right.grantee && other.privilege === right.privilege && other.grantable === right.grantable,
    );
  const to = (right: Right) => (right.grantee === null ? 'PUBLIC' : quoteName(right.grantee));
  // Revoked first: a right that is held with another grant option is taken and given anew.
  return [
    ...present
      .filter((right) => !has(wanted, right))
      .map((right) => `REVOKE ${right.privilege} ON ${database} FROM ${to(right)}`),
    ...wanted
      .filter((right) => !has(present, right))
      .map(
        (right) =>
          `GRANT ${right.privilege} ON ${database} TO ${to(right)}${right.grantable ? ' WITH GRANT OPTION' : ''}`,
      ),
  ];
}

function planSettings(wanted: readonly Setting[], present: readonly Setting[], database: string): string[] {
  const whose = (setting: Setting) =>
    setting.role === null ? `ALTER ${database}` : `ALTER ROLE ${quoteName(setting.role)} IN ${database}`;
  const find = (settings: readonly Setting[], { role, name }: Setting) =>
    settings.find((other) => other.role === role && other.name === name);
  return [
    ...present
      .filter((setting) => find(wanted, setting) === undefined)
      .map((setting) => `${whose(setting)} RESET ${quoteSetting(setting.name)}`),
    ...wanted
      .filter((setting) => find(present, setting)?.value !== setting.value)
      .map((setting) => `${whose(setting)} SET ${quoteSetting(setting.name)} = ${quoteValue(setting)}`),
  ];
}

/** Settings whose value is a list of names: one literal would become one name. The same list stands in pg_dump. */
const nameLists = new Set([
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
]);

function quoteValue({ name, value }: Setting): string {
  if (!nameLists.has(name.toLowerCase())) return quoteLiteral(value);
  const names = [...value.matchAll(/"((?:[^"]|"")*)"|([^",\s]+)/g)];
  if (names.length === 0) return "''";
  return names.map(([, quoted, plain]) => quoteLiteral(quoted?.replaceAll('""', '"') ?? plain ?? '')).join(', ');
}

/** `work_mem`, or `app.tenant` in two parts. */
function quoteSetting(name: string): string {
  return name.split('.').map(quoteName).join('.');
}
