import type { Part } from './alter-table.ts';
import { type Found, nothingFound, noting } from './findings.ts';
import { remember } from './schema-so-far.ts';
import { at, has, listAt, namesIn, spell, type Tree, textAt, typeOf, walk } from './tree.ts';

/** The same for all rows of one statement, so PostgreSQL keeps it beside the table and rewrites nothing. */
const steady = new Set(
  'now transaction_timestamp statement_timestamp current_date lower upper length coalesce concat to_timestamp to_char to_date date_trunc make_interval jsonb_build_object jsonb_build_array json_build_object json_build_array array_fill md5 abs'.split(
    ' ',
  ),
);

/** ADD COLUMN: a volatile default, a serial or a stored expression has every row written anew under ACCESS EXCLUSIVE. */
export function addColumn({ table, command, schema }: Part): Found {
  const column = at(command, 'def', 'ColumnDef');
  const plain = spell(textAt(column, 'colname'));
  const name = `${table}.${plain}`;
  const constraints = listAt(column, 'constraints').map((each) => at(each, 'Constraint'));
  if (!has(command, 'missing_ok')) remember(schema, table, plain);
  const why = rewriteOf(column, constraints);
  if (why !== null) {
    const say = `adds ${name} ${why}: every row of ${table} is written anew`;
    return noting({ does: 'adds', what: 'column', name, say }, { rewrites: true });
  }
  if (!isRequired(constraints)) return nothingFound;
  const say = `adds ${name} as NOT NULL without a default: this fails where ${table} has rows`;
  return noting({ does: 'tightens', what: 'column', name, say }, { breaks: `older code does not fill ${name}` });
}

function rewriteOf(column: Tree, constraints: readonly Tree[]): string | null {
  if (/^(small|big)?serial[248]?$/.test(typeOf(at(column, 'typeName')))) return 'with numbers of its own';
  if (constraints.some((each) => textAt(each, 'contype') === 'CONSTR_IDENTITY')) return 'with numbers of its own';
  const generated = constraints.find((each) => textAt(each, 'contype') === 'CONSTR_GENERATED');
  if (generated !== undefined && textAt(generated, 'generated_kind') !== 'v') return 'as a stored expression';
  const standard = constraints.find((each) => textAt(each, 'contype') === 'CONSTR_DEFAULT');
  const called = standard === undefined ? [] : functionsIn(standard);
  const volatile = called.find((each) => !steady.has(each));
  return volatile === undefined ? null : `with a default that ${volatile}() may give anew for each row`;
}

function functionsIn(tree: Tree): readonly string[] {
  return [...walk(tree)].flatMap(([kind, node]) =>
    kind === 'FuncCall' ? (namesIn(listAt(node, 'funcname')).at(-1) ?? []) : [],
  );
}

function isRequired(constraints: readonly Tree[]): boolean {
  const kinds = constraints.map((each) => textAt(each, 'contype'));
  return kinds.includes('CONSTR_NOTNULL') && !kinds.includes('CONSTR_DEFAULT') && !kinds.includes('CONSTR_GENERATED');
}
