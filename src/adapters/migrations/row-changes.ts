import { type Found, locking, losing, nothingFound, noting, together } from './findings.ts';
import { isFresh, type SchemaSoFar } from './schema-so-far.ts';
import { at, has, listAt, spell, type Tree, tableOf, textAt, walk } from './tree.ts';

/** Bodies that do nothing when they are written down. */
const sleeping = new Set(['CreateFunctionStmt', 'RuleStmt', 'CreateTrigStmt']);

/** Rows that a statement takes or overwrites, wherever it does: at its top, in a CTE, in a MERGE, inside EXPLAIN. */
export function readRowChanges(node: Tree, schema: SchemaSoFar): Found {
  const found: Found[] = [];
  for (const [kind, tree] of walk(node, (name) => !sleeping.has(name))) {
    const read = Object.hasOwn(changes, kind) ? changes[kind] : undefined;
    if (read !== undefined) found.push(read(tree, schema));
  }
  return together(...found);
}

const changes: Readonly<Record<string, (tree: Tree, schema: SchemaSoFar) => Found>> = {
  DeleteStmt: (tree, schema) => {
    const table = tableOf(at(tree, 'relation'));
    const which = has(tree, 'whereClause') ? 'rows' : 'all rows';
    return rows({ does: 'deletes', table, say: `deletes ${which} of ${table}`, schema });
  },
  UpdateStmt: (tree, schema) => {
    const table = tableOf(at(tree, 'relation'));
    return overwriting(table, columnsOf(tree), schema);
  },
  InsertStmt: (tree, schema) => {
    const table = tableOf(at(tree, 'relation'));
    const conflict = at(tree, 'onConflictClause');
    if (textAt(conflict, 'action') !== 'ONCONFLICT_UPDATE') return locking(table, 'ROW EXCLUSIVE');
    return overwriting(table, columnsOf(conflict), schema, ' where the key exists');
  },
  MergeStmt: (tree, schema) => {
    const table = tableOf(at(tree, 'relation'));
    const clauses = listAt(tree, 'mergeWhenClauses').map((each) => at(each, 'MergeWhenClause'));
    return together(locking(table, 'ROW EXCLUSIVE'), ...clauses.map((clause) => mergeClause(table, clause, schema)));
  },
  TruncateStmt: (tree, schema) => {
    const tail = textAt(tree, 'behavior') === 'DROP_CASCADE' ? ', and every table that refers to it' : '';
    const tables = listAt(tree, 'relations').map((each) => tableOf(at(each, 'RangeVar')));
    return together(
      ...tables.map((table) => rows({ does: 'deletes', table, say: `empties ${table}${tail}`, schema })),
      ...tables.map((table) => locking(table, 'ACCESS EXCLUSIVE')),
    );
  },
};

function mergeClause(table: string, clause: Tree, schema: SchemaSoFar): Found {
  const command = textAt(clause, 'commandType');
  if (command === 'CMD_DELETE')
    return rows({ does: 'deletes', table, say: `deletes rows of ${table} by MERGE`, schema });
  return command === 'CMD_UPDATE' ? overwriting(table, columnsOf(clause), schema, ' by MERGE') : nothingFound;
}

interface Rows {
  readonly does: 'deletes' | 'overwrites';
  readonly table: string;
  readonly say: string;
  readonly schema: SchemaSoFar;
}

/** A table that the migration itself made holds nothing old. */
function rows({ does, table, say, schema }: Rows): Found {
  const plain = { does, what: 'rows', name: table, say };
  return together(isFresh(schema, table) ? noting(plain) : losing(plain), locking(table, 'ROW EXCLUSIVE'));
}

/** Filling columns that the migration itself added takes no old value away. */
function overwriting(table: string, columns: readonly string[], schema: SchemaSoFar, tail = ''): Found {
  const old = columns.filter((column) => !isFresh(schema, table, column));
  const names = (old.length === 0 ? columns : old).map((column) => `${table}.${column}`).join(', ');
  const plain = { does: 'overwrites', what: 'values', name: names, say: `overwrites ${names}${tail}` } as const;
  return together(old.length === 0 ? noting(plain) : losing(plain), locking(table, 'ROW EXCLUSIVE'));
}

function columnsOf(tree: Tree): readonly string[] {
  return listAt(tree, 'targetList').map((each) => spell(textAt(at(each, 'ResTarget'), 'name')));
}
