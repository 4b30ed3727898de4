import type { SchemaSoFar } from './schema-so-far.ts';
import { at, has, kindOf, listAt, namesIn, type Tree, textAt, walk } from './tree.ts';

/** Follows where names without a schema lead, statement by statement: SET, RESET, DISCARD ALL and `set_config()`. */
export function followSearchPath(node: Tree, schema: SchemaSoFar): void {
  const [kind, tree] = kindOf(node);
  if (kind === 'VariableSetStmt') followSetting(tree, schema);
  if (kind === 'DiscardStmt' && textAt(tree, 'target') === 'DISCARD_ALL') leadTo('as at first', schema);
  for (const [each, call] of walk(node, (name) => name !== 'CreateFunctionStmt')) {
    if (each === 'FuncCall' && namesIn(listAt(call, 'funcname')).at(-1) === 'set_config') followCall(call, schema);
  }
}

/** The path's schemas in order; `unknown` where it cannot be told. */
type Path = 'as at first' | 'unknown' | readonly string[];

/** These lead `"$user"` elsewhere. */
const roles = new Set(['role', 'session_authorization']);

function followSetting(tree: Tree, schema: SchemaSoFar): void {
  const [kind, name] = [textAt(tree, 'kind'), textAt(tree, 'name')];
  const path = kind === 'VAR_SET_VALUE' ? listAt(tree, 'args').map((each) => constantOf(each) ?? '') : 'as at first';
  if (kind === 'VAR_RESET_ALL') leadTo('as at first', schema);
  else if (roles.has(name)) leadTo('unknown', schema);
  else if (name === 'search_path') leadTo(path, schema, has(tree, 'is_local'));
}

function followCall(call: Tree, schema: SchemaSoFar): void {
  const [name, value] = listAt(call, 'args').map(constantOf);
  if (name === null) leadTo('unknown', schema);
  // Whether it is for this transaction only may be computed as well: it never clears a doubt.
  else if (name?.toLowerCase() === 'search_path') leadTo(value?.split(',') ?? 'unknown', schema, true);
}

/** @param passing only for this transaction: what was in doubt before will be again */
function leadTo(path: Path, { names }: SchemaSoFar, passing = false): void {
  const schemas = typeof path === 'string' ? [] : path.map(bare).filter((each) => each !== '$user');
  const elsewhere = path !== 'as at first' && schemas[0] !== 'public';
  const shadowed = path === 'unknown' || schemas.indexOf('pg_catalog') > 0;
  names.elsewhere = elsewhere || (passing && names.elsewhere);
  names.shadowed = shadowed || (passing && names.shadowed);
}

function bare(name: string): string {
  return name.trim().replace(/^"(.*)"$/, '$1');
}

function constantOf(node: Tree): string | null {
  const value = at(node, 'A_Const', 'sval')['sval'];
  if (typeof value === 'string') return value;
  return Object.hasOwn(at(node, 'A_Const'), 'sval') ? '' : null;
}
