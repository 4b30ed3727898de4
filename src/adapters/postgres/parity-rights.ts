import type pg from 'pg';
import type { Finding } from '../../domain/finding.ts';
import { rightsQueries } from './rights-queries.ts';
import { isUserSchema } from './user-objects.ts';

/** Who owns an object, and who else may do what with it. */
export interface ObjectRights {
  /** `table public.users`, `column public.users.email`, `function public.f(integer)`, … */
  readonly object: string;
  readonly owner: string | null;
  /** `app: SELECT`, `public: EXECUTE`, …, the owner's own left out. */
  readonly rights: readonly string[];
}

/** Every object's owner and rights, on a session with pinned settings; what belongs to the database itself is left out. */
export async function listObjectRights(client: pg.Client): Promise<ObjectRights[]> {
  // A column without rights of its own is no line of theirs, yet on the other side it may have some.
  const found = await listColumns(client);
  for (const query of rightsQueries) {
    const { rows } = await client.query<{ object: string; definition: string | null }>(query);
    for (const { object, definition } of rows) {
      if (object !== 'database' && object !== 'large objects') found.set(object, readRights(object, definition ?? ''));
    }
  }
  return [...found.values()];
}

async function listColumns(client: pg.Client): Promise<Map<string, ObjectRights>> {
  const { rows } = await client.query<{ object: string }>(
    `SELECT format('column %I.%I.%I', n.nspname, c.relname, a.attname) AS object
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND ${isUserSchema}`,
  );
  return new Map(rows.map(({ object }) => [object, { object, owner: null, rights: [] }]));
}

function readRights(object: string, definition: string): ObjectRights {
  const [, owner = null, list = ''] =
    /^(?:(?:security definer )?owner ("(?:[^"]|"")*"|[^ ]+) ?)?(.*)$/s.exec(definition) ?? [];
  const rights = list === '' ? [] : list.split(', ');
  return { object, owner, rights: rights.filter((right) => !right.startsWith(`${owner}: `)) };
}

export interface RightsDifference {
  readonly compared: number;
  readonly owners: readonly string[];
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
}

/** Compares what both databases have; each difference is the statement that would end it, to be run in the copy. */
export function compareRights(production: readonly ObjectRights[], copy: readonly ObjectRights[]): RightsDifference {
  const copies = new Map(copy.map((object) => [object.object, object]));
  const both = production.flatMap((live) => {
    const same = copies.get(live.object);
    return same === undefined ? [] : [{ live, same }];
  });
  const only = (these: ObjectRights, others: ObjectRights) =>
    these.rights.filter((right) => !others.rights.includes(right));
  return {
    compared: both.filter(({ live }) => live.owner !== null).length,
    owners: both
      .filter(({ live, same }) => live.owner !== same.owner)
      .map(({ live }) => `ALTER ${live.object} OWNER TO ${live.owner};`),
    missing: both.flatMap(({ live, same }) => only(live, same).map((right) => sayGrant(live.object, right))),
    surplus: both.flatMap(({ live, same }) => only(same, live).map((right) => sayRevoke(live.object, right))),
  };
}

function sayGrant(object: string, right: string): string {
  const { privilege, grantee, option } = partsOf(right);
  const place = placeOf(object);
  return `GRANT ${privilege}${place.column} ON ${place.on} TO ${grantee}${option ? ' WITH GRANT OPTION' : ''};`;
}

function sayRevoke(object: string, right: string): string {
  const { privilege, grantee } = partsOf(right);
  const place = placeOf(object);
  return `REVOKE ${privilege}${place.column} ON ${place.on} FROM ${grantee};`;
}

function partsOf(right: string): { privilege: string; grantee: string; option: boolean } {
  const [, grantee = '', privilege = '', option] = /^(.*): ([A-Z ]+?)( with grant option)?$/.exec(right) ?? [];
  return { privilege, grantee, option: option !== undefined };
}

/** GRANT calls views tables, and names a column in brackets. */
function placeOf(object: string): { on: string; column: string } {
  const [, table, column] = /^column (.*)\.("(?:[^"]|"")*"|[^."]+)$/.exec(object) ?? [];
  if (table !== undefined) return { on: `TABLE ${table}`, column: ` (${column})` };
  return { on: object.replace(/^(?:materialized )?view /, 'TABLE '), column: '' };
}

/** An owner or a right that production has and the copy lacks would lock the service out; the reverse is worth a look. */
export function judgeRights(difference: RightsDifference): Finding[] {
  const { owners, missing, surplus, compared } = difference;
  return [
    judge('owners', 'failed', owners, `${compared} objects have the same owner as in production.`),
    judge('rights-missing', 'failed', missing, 'The copy grants everything that production grants.'),
    judge('rights-added', 'warned', surplus, 'The copy grants nothing that production does not.'),
  ];
}

const named = 5;

function judge(check: string, when: 'failed' | 'warned', statements: readonly string[], fine: string): Finding {
  if (statements.length === 0) return { check, result: 'passed', say: fine };
  const some = statements.slice(0, named).join(' ');
  const more = statements.length > named ? ` … and ${statements.length - named} more` : '';
  return {
    check,
    result: when,
    say: `${statements.length} differences between production and the copy.`,
    hint: `If production is right, run in the copy: ${some}${more}`,
  };
}
