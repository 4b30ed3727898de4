/** A node of the parser's JSON: fields by name. Empty and false ones are left out, so every look gives a default. */
export type Tree = Readonly<Record<string, unknown>>;

const nothing: Tree = {};

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as a node; an empty one where there is none. */
export function at(tree: Tree, ...path: readonly string[]): Tree {
  let here: unknown = tree;
  for (const field of path) here = isTree(here) ? here[field] : undefined;
  return isTree(here) ? here : nothing;
}

export function listAt(tree: Tree, field: string): readonly Tree[] {
  const value = tree[field];
  return Array.isArray(value) ? value.filter(isTree) : [];
}

export function textAt(tree: Tree, field: string): string {
  const value = tree[field];
  return typeof value === 'string' ? value : '';
}

export function has(tree: Tree, field: string): boolean {
  return tree[field] !== undefined && tree[field] !== false;
}

/** `{ DropStmt: {…} }` → `['DropStmt', {…}]`: how the parser says what a node is. */
export function kindOf(node: Tree): readonly [kind: string, tree: Tree] {
  const [entry] = Object.entries(node);
  return entry === undefined || !isTree(entry[1]) ? ['', nothing] : [entry[0], entry[1]];
}

/** Every node below, in the order of the text, with its kind. `into` says which to look into. */
export function* walk(tree: unknown, into: (kind: string) => boolean = () => true): Generator<readonly [string, Tree]> {
  if (Array.isArray(tree)) for (const each of tree) yield* walk(each, into);
  if (!isTree(tree)) return;
  for (const [field, value] of Object.entries(tree)) {
    const kind = kindNamed(field);
    if (kind !== null && isTree(value)) yield [kind, value];
    if (into(field)) yield* walk(value, into);
  }
}

/** Kinds begin with a capital letter; CALL alone holds its function call without saying so. */
function kindNamed(field: string): string | null {
  if (field === 'funccall') return 'FuncCall';
  return /^[A-Z]/.test(field) ? field : null;
}

/** A name as PostgreSQL would write it: quoted where it has to be. For people only; SQL is never made of it. */
export function spell(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Names with dots between them. */
export function dotted(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map(spell)
    .join('.');
}

/** A list of `String` nodes, as names of types, functions and objects are written. */
export function namesIn(list: readonly Tree[]): readonly string[] {
  return list.map((each) => textAt(at(each, 'String'), 'sval')).filter((name) => name !== '');
}

/** A `RangeVar`: schema and table. */
export function tableOf(relation: Tree): string {
  return dotted([textAt(relation, 'schemaname'), textAt(relation, 'relname')]);
}

/** A type's name without what the parser itself puts before it. */
export function typeOf(typeName: Tree): string {
  return dotted(namesIn(listAt(typeName, 'names')).filter((name) => name !== 'pg_catalog'));
}
