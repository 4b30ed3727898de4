import { type Found, locking, losing, nothingFound, noting, together, undefining } from './findings.ts';
import { isFresh, plainName, renameFresh, type SchemaSoFar } from './schema-so-far.ts';
import { at, dotted, has, kindOf, listAt, namesIn, spell, type Tree, textAt, typeOf } from './tree.ts';

/** What DROP calls things, and whether rows go with them. Everything else is a definition that could be made again. */
const holdingData: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'table',
  OBJECT_SCHEMA: 'schema',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FOREIGN_TABLE: 'foreign table',
};
/** These stand on a table, and their names end in it: `orders.orders_total_check`. */
const onTable = new Set(['OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY']);
/** Older code meets these by name. */
const metByCode = new Set(['OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE']);

/** DROP of anything but a column or constraint. */
export function readDrop(drop: Tree, schema: SchemaSoFar): Found {
  const type = textAt(drop, 'removeType');
  const cascades = textAt(drop, 'behavior') === 'DROP_CASCADE';
  return together(...listAt(drop, 'objects').map((object) => dropOne(type, namesOf(object), cascades, schema)));
}

function dropOne(type: string, names: readonly string[], cascades: boolean, schema: SchemaSoFar): Found {
  const name = dotted(names);
  const what = holdingData[type] ?? wordsOf(type);
  const tail = cascades ? ', and everything that depends on it' : '';
  const plain = { does: 'drops', what, name, say: `drops ${what} ${name}${tail}` } as const;
  const lock = lockOf(type, names);
  if (type === 'OBJECT_TYPE' && schema.enums.has(plainName(name))) return together(dropEnum(name, tail, schema), lock);
  if (type === 'OBJECT_TABLE' && isFresh(schema, name)) return together(noting(plain), lock);
  if (type in holdingData) return together(losing(plain, { breaks: `older code may use ${name}` }), lock);
  const breaks = metByCode.has(type) ? `older code may use ${name}` : null;
  // Views and columns may be built on what goes: only the server knows what a CASCADE takes.
  return together((cascades ? losing : undefining)(plain, { breaks }), lock);
}

function lockOf(type: string, names: readonly string[]): Found {
  if (type === 'OBJECT_TABLE' || type === 'OBJECT_MATVIEW' || type === 'OBJECT_VIEW' || type === 'OBJECT_INDEX')
    return locking(dotted(names), 'ACCESS EXCLUSIVE');
  return onTable.has(type) ? locking(dotted(names.slice(0, -1)), 'ACCESS EXCLUSIVE') : nothingFound;
}

/**
 * PostgreSQL cannot take a value out of an enum, so tools make the type anew under the old name and drop the old one:
 * the values that the new one lacks are what is destroyed.
 */
function dropEnum(name: string, tail: string, schema: SchemaSoFar): Found {
  const gone = schema.enums.get(plainName(name));
  schema.enums.delete(plainName(name));
  if (gone === undefined) return nothingFound;
  const heir = schema.enums.get(gone.known);
  const what = heir === undefined ? 'type' : 'enum value';
  const lost = gone.values.filter((value) => heir === undefined || !heir.values.includes(value));
  const say =
    heir === undefined
      ? `drops type ${name}${tail}, with its values ${lost.join(', ')}`
      : `takes ${lost.join(', ')} out of enum ${gone.known}${tail}`;
  if (heir !== undefined && lost.length === 0)
    return undefining({ does: 'drops', what: 'type', name, say: `drops type ${name}${tail}, no value is lost` });
  return losing(
    { does: 'drops', what, name: heir === undefined ? name : `${gone.known}: ${lost.join(', ')}`, say },
    { breaks: `older code may use ${lost.join(', ')}` },
  );
}

function namesOf(object: Tree): readonly string[] {
  const [kind, tree] = kindOf(object);
  if (kind === 'List') return namesIn(listAt(tree, 'items'));
  if (kind === 'String') return [textAt(tree, 'sval')];
  if (kind === 'TypeName') return namesIn(listAt(tree, 'names')).filter((name) => name !== 'pg_catalog');
  return namesIn(listAt(tree, 'objname'));
}

function wordsOf(type: string): string {
  const known: Readonly<Record<string, string>> = {
    OBJECT_MATVIEW: 'materialized view',
    OBJECT_FDW: 'foreign wrapper',
  };
  return known[type] ?? type.replace('OBJECT_', '').toLowerCase().replaceAll('_', ' ');
}

/** DROP DATABASE, DROP OWNED, DROP ROLE and what else has a statement of its own. */
export const otherDrops: Readonly<Record<string, (tree: Tree) => Found>> = {
  DropdbStmt: (tree) => {
    const name = spell(textAt(tree, 'dbname'));
    return losing({ does: 'drops', what: 'database', name, say: `drops database ${name}` });
  },
  DropOwnedStmt: (tree) => {
    const name = listAt(tree, 'roles')
      .map((role) => spell(textAt(at(role, 'RoleSpec'), 'rolename')))
      .join(', ');
    return losing({ does: 'drops', what: 'everything of', name, say: `drops everything that ${name} owns here` });
  },
  DropRoleStmt: (tree) => {
    const name = listAt(tree, 'roles')
      .map((role) => spell(textAt(at(role, 'RoleSpec'), 'rolename')))
      .join(', ');
    return undefining({ does: 'drops', what: 'role', name, say: `drops role ${name}` });
  },
  DropSubscriptionStmt: (tree) => {
    const name = spell(textAt(tree, 'subname'));
    return undefining({ does: 'drops', what: 'subscription', name, say: `drops subscription ${name}` });
  },
  DropTableSpaceStmt: (tree) => {
    const name = spell(textAt(tree, 'tablespacename'));
    return undefining({ does: 'drops', what: 'tablespace', name, say: `drops tablespace ${name}` });
  },
  DropUserMappingStmt: (tree) => {
    const name = spell(textAt(tree, 'servername'));
    return undefining({ does: 'drops', what: 'user mapping', name, say: `drops the user mapping on ${name}` });
  },
};

/** RENAME of anything: nothing is lost, and older code no longer finds it. */
export function readRename(rename: Tree, schema: SchemaSoFar): Found {
  const type = textAt(rename, 'renameType');
  const table = dotted([textAt(at(rename, 'relation'), 'schemaname'), textAt(at(rename, 'relation'), 'relname')]);
  const [, object] = kindOf(at(rename, 'object'));
  const own = dotted(namesOf(at(rename, 'object')));
  const isType = type === 'OBJECT_TYPE';
  const typeName = isType ? dotted(namesIn(listAt(object, 'items'))) || typeOf(object) || own : own;
  const part = textAt(rename, 'subname');
  const whole = table === '' ? typeName : table;
  const name = part === '' || type === 'OBJECT_SCHEMA' ? whole || spell(part) : `${whole}.${spell(part)}`;
  const what = holdingData[type] ?? wordsOf(type);
  const to = spell(textAt(rename, 'newname'));
  if (isType) renameEnum(whole, to, schema);
  if (type === 'OBJECT_TABLE') renameFresh(schema, table, inSchemaOf(table, to));
  if (type === 'OBJECT_COLUMN') renameFresh(schema, name, `${table}.${to}`);
  return together(
    noting(
      { does: 'renames', what, name, say: `renames ${what} ${name} to ${to}` },
      { breaks: breaksWhenRenamed.has(type) ? `older code still asks for ${name}` : null },
    ),
    table === '' ? nothingFound : locking(table, 'ACCESS EXCLUSIVE'),
  );
}

function inSchemaOf(table: string, name: string): string {
  const schema = /^(?:[^."]+|"(?:[^"]|"")*")\.(?=.)/.exec(table)?.[0] ?? '';
  return `${schema}${name}`;
}

const breaksWhenRenamed = new Set([...Object.keys(holdingData), ...metByCode, 'OBJECT_COLUMN', 'OBJECT_ATTRIBUTE']);

function renameEnum(from: string, to: string, { enums }: SchemaSoFar): void {
  const renamed = enums.get(plainName(from));
  if (renamed === undefined) return;
  enums.delete(plainName(from));
  // The name that stays free after `Role` became `Role_old` is the one that code knows; who takes it is the heir.
  const known = enums.get(to) === undefined ? renamed.known : to;
  enums.set(to, { values: renamed.values, known: hasElder(to, enums) ? to : known });
}

/** Whether some older type was known by this name before. */
function hasElder(name: string, enums: SchemaSoFar['enums']): boolean {
  return [...enums.values()].some(({ known }) => known === name);
}

/** ALTER … SET SCHEMA: found under another name from now on. */
export function readSetSchema(move: Tree, schema: SchemaSoFar): Found {
  const relation = at(move, 'relation');
  const table = dotted([textAt(relation, 'schemaname'), textAt(relation, 'relname')]);
  const name = table === '' ? dotted(namesOf(at(move, 'object'))) : table;
  const what = wordsOf(textAt(move, 'objectType'));
  if (table !== '') renameFresh(schema, table, dotted([textAt(move, 'newschema'), textAt(relation, 'relname')]));
  return together(
    noting(
      { does: 'renames', what, name, say: `moves ${what} ${name} to schema ${spell(textAt(move, 'newschema'))}` },
      { breaks: `older code still asks for ${name}` },
    ),
    table === '' || !has(move, 'relation') ? nothingFound : locking(table, 'ACCESS EXCLUSIVE'),
  );
}
