import { isUserSchema, notOfExtension } from './user-objects.ts';

/**
 * Owner and rights of everything that has them, one line per object. Rights that were never granted are written out as
 * the defaults that they are: PostgreSQL keeps nothing for them in one database and the same list in its copy. Who
 * granted a right is left out, because a dump may grant it again in the owner's name.
 */
function rightsOf(owner: string, acl: string, kind: string): string {
  return `concat_ws(' ', 'owner', ${owner}::regrole::text, ${listOf(`coalesce(${acl}, acldefault(${kind}, ${owner}))`)})`;
}

function listOf(acl: string): string {
  return `(SELECT string_agg(right_text, ', ' ORDER BY right_text COLLATE "C") FROM (
    SELECT concat(CASE WHEN x.grantee = 0 THEN 'public' ELSE x.grantee::regrole::text END, ': ', x.privilege_type,
                  CASE WHEN x.is_grantable THEN ' with grant option' END) AS right_text
      FROM aclexplode(${acl}) AS x) AS texts)`;
}

export const rightsQueries: readonly string[] = [
  `SELECT 'database' AS object, ${rightsOf('d.datdba', 'd.datacl', `'d'`)} AS definition
     FROM pg_database d WHERE d.datname = current_database()`,

  `SELECT format('schema %I', n.nspname) AS object, ${rightsOf('n.nspowner', 'n.nspacl', `'n'`)} AS definition
     FROM pg_namespace n WHERE ${isUserSchema} AND ${notOfExtension('pg_namespace', 'n.oid')}`,

  `SELECT format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END,
                 n.nspname, c.relname) AS object,
          ${rightsOf('c.relowner', 'c.relacl', `(CASE WHEN c.relkind = 'S' THEN 's' ELSE 'r' END)::"char"`)} AS definition
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
      AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}`,

  `SELECT format('column %I.%I.%I', n.nspname, c.relname, a.attname) AS object, ${listOf('a.attacl')} AS definition
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attacl IS NOT NULL AND a.attacl <> '{}' AND NOT a.attisdropped AND ${isUserSchema} AND ${notOfExtension('pg_class', 'c.oid')}`,

  `SELECT concat(CASE WHEN p.prosecdef THEN 'security definer ' END, 'function ', p.oid::regprocedure) AS object,
          ${rightsOf('p.proowner', 'p.proacl', `'f'`)} AS definition
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${isUserSchema} AND ${notOfExtension('pg_proc', 'p.oid')}`,

  `SELECT format('type %s', format_type(t.oid, NULL)) AS object, ${rightsOf('t.typowner', 't.typacl', `'T'`)} AS definition
     FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE ${isUserSchema} AND t.typcategory <> 'A' AND (t.typtype <> 'c' OR c.relkind = 'c')
      AND ${notOfExtension('pg_type', 't.oid')}`,

  `SELECT format('default rights of %s%s for %s', a.defaclrole::regrole, ' in ' || n.nspname, a.defaclobjtype) AS object,
          ${listOf('a.defaclacl')} AS definition
     FROM pg_default_acl a LEFT JOIN pg_namespace n ON n.oid = a.defaclnamespace`,

  `SELECT format('foreign server %I', s.srvname) AS object, ${rightsOf('s.srvowner', 's.srvacl', `'S'`)} AS definition
     FROM pg_foreign_server s WHERE ${notOfExtension('pg_foreign_server', 's.oid')}`,

  // There may be millions: one line for all of them.
  `SELECT 'large objects' AS object, coalesce(sum(hashtextextended(concat_ws(' ', l.oid, l.lomowner::regrole, l.lomacl::text), 0)), 0)::text AS definition
     FROM pg_largeobject_metadata l`,
];
