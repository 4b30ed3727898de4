import type { StatementReading } from '../../domain/migration.ts';
import { readAlterTable } from './alter-table.ts';
import { otherDrops, readDrop, readRename, readSetSchema } from './drops.ts';
import { type Found, nothingFound, together, unreadable } from './findings.ts';
import { quietStatements, smallStatements } from './other-statements.ts';
import { type Piece, parseScript } from './parse-script.ts';
import { reaching, readReachingOut } from './reaching-out.ts';
import { readCalls, readDo, rememberFunction } from './routines.ts';
import { readRowChanges } from './row-changes.ts';
import { readRule } from './rules.ts';
import type { SchemaSoFar } from './schema-so-far.ts';
import { followSearchPath } from './search-path.ts';
import { kindOf, listAt, namesIn, type Tree, walk } from './tree.ts';

/** So much of a statement is shown, in characters. */
const shownText = 160;

/** Everything that a script does, statement by statement, in its order; `schema` learns from it. */
export function readScript(file: string, script: string, schema: SchemaSoFar): readonly StatementReading[] {
  return parseScript(script).map((piece) => {
    const { effects, locks } = readPiece(piece, schema, []);
    return { file, line: piece.line, text: oneLine(piece.text), locks: distinct(locks), effects: distinct(effects) };
  });
}

function readPiece({ node, text, trouble }: Piece, schema: SchemaSoFar, calling: readonly string[]): Found {
  if (node === null) {
    const lost = unreadable(oneLine(text), `cannot be read (${trouble})`);
    return text.startsWith('\\') ? together(lost, reaching('leaves the file for psql')) : lost;
  }
  const found = readTree(node, text, schema, calling);
  followSearchPath(node, schema);
  return found;
}

function readTree(node: Tree, text: string, schema: SchemaSoFar, calling: readonly string[]): Found {
  const [kind, tree] = kindOf(node);
  const rows = together(readRowChanges(node, schema), readReachingOut(node, functionsCalled(node)));
  const calls = readCalls(node, schema, calling, readBody);
  const own = Object.hasOwn(readers, kind) ? readers[kind] : undefined;
  if (own !== undefined) return together(own(tree, schema, text, calling), rows, calls);
  if (quietStatements.has(kind)) return together(rows, calls);
  return together(unreadable(oneLine(text), `${kind} is a statement that Recourse does not know`), rows);
}

/** What a body makes may stand behind an IF or be caught as a duplicate: outside it, nothing counts as made. */
function readBody(script: string, schema: SchemaSoFar, calling: readonly string[]): Found {
  const inside = { ...schema, fresh: new Set(schema.fresh) };
  return together(...parseScript(script).map((piece) => readPiece(piece, inside, calling)));
}

const readers: Readonly<
  Record<string, (tree: Tree, schema: SchemaSoFar, text: string, calling: readonly string[]) => Found>
> = {
  ...smallStatements,
  ...otherDrops,
  DropStmt: readDrop,
  AlterTableStmt: readAlterTable,
  RenameStmt: readRename,
  AlterObjectSchemaStmt: readSetSchema,
  RuleStmt: (tree, schema, _, calling) => readRule(tree, schema, calling, readBody),
  DoStmt: (tree, schema, text, calling) => readDo(tree, text, schema, calling, readBody),
  CreateFunctionStmt: (tree, schema, text) => {
    rememberFunction(tree, text, schema);
    return smallStatements['CreateFunctionStmt']?.(tree, schema) ?? nothingFound;
  },
};

function functionsCalled(node: Tree): readonly string[] {
  return [...walk(node, (kind) => kind !== 'CreateFunctionStmt')].flatMap(([kind, tree]) =>
    kind === 'FuncCall' ? (namesIn(listAt(tree, 'funcname')).at(-1) ?? []) : [],
  );
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= shownText ? line : `${line.slice(0, shownText - 1)}…`;
}

function distinct<Item extends object>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
