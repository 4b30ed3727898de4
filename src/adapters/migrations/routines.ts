import { parsePlPgSQLSync } from 'libpg-query';
import { type Found, nothingFound, together, unreadable } from './findings.ts';
import { isHarmless } from './harmless-functions.ts';
import { parseScript } from './parse-script.ts';
import type { FunctionSoFar, SchemaSoFar } from './schema-so-far.ts';
import { at, dotted, kindOf, listAt, namesIn, type Tree, textAt, walk } from './tree.ts';

/** Reads the statements of a body as any others are read. */
export type ReadScript = (script: string, schema: SchemaSoFar, calling: readonly string[]) => Found;

/** DO: the block runs at once. */
export function readDo(
  statement: Tree,
  text: string,
  schema: SchemaSoFar,
  calling: readonly string[],
  read: ReadScript,
): Found {
  const options = listAt(statement, 'args').map((each) => at(each, 'DefElem'));
  const language = textAt(
    at(options.find((each) => textAt(each, 'defname') === 'language') ?? {}, 'arg', 'String'),
    'sval',
  );
  if (language !== '' && language !== 'plpgsql') return unreadable('DO', `a DO block in ${language} cannot be read`);
  return readPlpgsql('DO', text, schema, calling, read);
}

/** Remembers what a function does, for when it is called. */
export function rememberFunction(statement: Tree, text: string, { functions }: SchemaSoFar): void {
  const options = listAt(statement, 'options').map((each) => at(each, 'DefElem'));
  const option = (wanted: string) => at(options.find((each) => textAt(each, 'defname') === wanted) ?? {}, 'arg');
  const body = namesIn(listAt(at(option('as'), 'List'), 'items')).join('\n');
  const name = namesIn(listAt(statement, 'funcname')).at(-1) ?? '';
  const made = { language: textAt(at(option('language'), 'String'), 'sval') || 'sql', body, text };
  functions.set(name, [...(functions.get(name) ?? []), made]);
}

/** CALL, and functions that a SELECT or PERFORM calls: their bodies, where these migrations hold them. */
export function readCalls(node: Tree, schema: SchemaSoFar, calling: readonly string[], read: ReadScript): Found {
  const [kind] = kindOf(node);
  const found: Found[] = [];
  for (const [each, tree] of walk(node, (name) => name !== 'CreateFunctionStmt')) {
    if (each !== 'FuncCall') continue;
    const names = namesIn(listAt(tree, 'funcname'));
    const name = names.at(-1) ?? '';
    const known = schema.functions.get(name);
    if (known !== undefined && !calling.includes(name)) found.push(through(name, known, schema, calling, read));
    else if (known === undefined && running.has(kind) && !isHarmless(names, schema.names.shadowed))
      found.push(unknownBody(dotted(names)));
  }
  return together(...found);
}

/** Statements that call their functions at once; others write down a default, a condition or a body for later. */
const running = new Set(
  (
    'SelectStmt CallStmt InsertStmt UpdateStmt DeleteStmt MergeStmt CreateTableAsStmt ExplainStmt CopyStmt ' +
    'DeclareCursorStmt'
  ).split(' '),
);

function unknownBody(name: string): Found {
  return unreadable(`${name}()`, `calls ${name}(), whose body is not in these migrations`);
}

function through(
  name: string,
  bodies: readonly FunctionSoFar[],
  schema: SchemaSoFar,
  calling: readonly string[],
  read: ReadScript,
): Found {
  const found = together(...bodies.map((body) => readBodyOf(`${name}()`, body, schema, [...calling, name], read)));
  return {
    ...found,
    effects: found.effects.map((effect) => ({ ...effect, say: `${effect.say} (through ${name}())` })),
  };
}

function readBodyOf(
  name: string,
  { language, body, text }: FunctionSoFar,
  schema: SchemaSoFar,
  calling: readonly string[],
  read: ReadScript,
): Found {
  if (language === 'sql' && body !== '') return read(body, schema, calling);
  if (language === 'plpgsql') return readPlpgsql(name, text, schema, calling, read);
  return unreadable(name, `calls ${name}, which is written in ${language} and cannot be read`);
}

function readPlpgsql(
  name: string,
  text: string,
  schema: SchemaSoFar,
  calling: readonly string[],
  read: ReadScript,
): Found {
  const tree = parseBody(text);
  if (typeof tree === 'string') return unreadable(name, `the body of ${name} cannot be read (${tree})`);
  const found: Found[] = [];
  for (const [kind, node] of walk(tree)) {
    if (dynamic.has(kind) || 'dynquery' in node)
      found.push(unreadable(name, `${name} runs SQL that it puts together (EXECUTE)`));
    if (kind === 'PLpgSQL_expr') found.push(readExpression(node, schema, calling, read));
  }
  return together(...found);
}

const dynamic = new Set(['PLpgSQL_stmt_dynexecute', 'PLpgSQL_stmt_dynfors']);

function parseBody(text: string): Tree | string {
  try {
    return parsePlPgSQLSync(text) as unknown as Tree;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Mode 0 is a whole statement; the others are expressions and assignments, in which only calls can do something. */
function readExpression(node: Tree, schema: SchemaSoFar, calling: readonly string[], read: ReadScript): Found {
  const query = textAt(node, 'query');
  if (node['parseMode'] === 0 || node['parseMode'] === undefined) return read(query, schema, calling);
  const expression = query.replace(/^[^:=]*:?=/, '');
  const [piece] = parseScript(`SELECT ${node['parseMode'] === 2 ? query : expression}`);
  const calls = piece?.node == null ? [] : [...walk(piece.node)].filter(([kind]) => kind === 'FuncCall');
  return together(
    ...calls.map(([, call]) => {
      const names = namesIn(listAt(call, 'funcname'));
      const name = names.at(-1) ?? '';
      const known = schema.functions.get(name);
      if (known === undefined)
        return isHarmless(names, schema.names.shadowed) ? nothingFound : unknownBody(dotted(names));
      return calling.includes(name) ? nothingFound : through(name, known, schema, calling, read);
    }),
  );
}
