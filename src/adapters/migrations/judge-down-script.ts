import { type Piece, parseScript } from './parse-script.ts';
import { at, has, kindOf, listAt, type Tree, textAt, walk } from './tree.ts';

/** What is known of a script before it has run. */
export interface DownJudgement {
  readonly barriers: readonly string[];
  readonly remarks: readonly string[];
  readonly dropsColumns: readonly string[];
  /** Its own BEGIN and COMMIT around everything, where it has them. */
  readonly wrapping: readonly Piece[];
}

/** PostgreSQL refuses these inside a transaction. */
const neverInside = new Set([
  'VacuumStmt',
  'CreatedbStmt',
  'DropdbStmt',
  'CreateTableSpaceStmt',
  'DropTableSpaceStmt',
  'AlterSystemStmt',
]);
const begins = new Set(['TRANS_STMT_BEGIN', 'TRANS_STMT_START']);
/** A part of a transaction that is rolled back is no harm. */
const within = new Set(['TRANS_STMT_SAVEPOINT', 'TRANS_STMT_RELEASE', 'TRANS_STMT_ROLLBACK_TO']);

/** Reads a script with PostgreSQL's own parser, which must have been loaded. What it cannot read is left to the rehearsal. */
export function judgeDownScript(file: string, script: string): DownJudgement {
  const pieces = parseScript(script).filter(({ node }) => node !== null);
  const wrapping = wrapOf(pieces);
  const rest = pieces.filter((piece) => !wrapping.includes(piece));
  return {
    wrapping,
    barriers: rest.flatMap((piece) => barrierOf(file, piece)),
    remarks: [
      ...(wrapping.length === 0
        ? []
        : [
            `${file}: its own BEGIN and COMMIT are left out: Recourse makes one transaction of the script and its ledger row`,
          ]),
      ...newEnumValues(file, rest, script),
    ],
    dropsColumns: rest.flatMap(({ node }) => droppedColumns(node as Tree)),
  };
}

/** BEGIN as the very first statement and COMMIT as the very last. */
function wrapOf(pieces: readonly Piece[]): readonly Piece[] {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const around = begins.has(transactionOf(first) ?? '') && transactionOf(last) === 'TRANS_STMT_COMMIT';
  return around ? [first, last] : [];
}

function transactionOf({ node }: Piece): string | null {
  const [kind, tree] = kindOf(node as Tree);
  return kind === 'TransactionStmt' ? textAt(tree, 'kind') : null;
}

function barrierOf(file: string, piece: Piece): string[] {
  const transaction = transactionOf(piece);
  if (transaction !== null && !within.has(transaction))
    return [
      `${file}:${piece.line} ${piece.text} ends or begins a transaction, and the script has to run in one with its ledger row`,
    ];
  const [kind] = kindOf(piece.node as Tree);
  const alone =
    neverInside.has(kind) ||
    [...walk(piece.node)].some(([, tree]) => has(tree, 'concurrent') || has(tree, 'concurrently'));
  return alone ? [`${file}:${piece.line} ${short(piece.text)} cannot run inside a transaction`] : [];
}

/** PostgreSQL refuses to use a new value in the transaction that added it. */
function newEnumValues(file: string, pieces: readonly Piece[], script: string): string[] {
  return pieces.flatMap(({ node, line }) => {
    const [kind, tree] = kindOf(node as Tree);
    const value = kind === 'AlterEnumStmt' && !has(tree, 'oldVal') ? textAt(tree, 'newVal') : '';
    if (value === '' || script.split(`'${value}'`).length <= 2) return [];
    return [
      `${file}:${line} adds the value '${value}' and names it again: a new enum value cannot be used in the same transaction`,
    ];
  });
}

function droppedColumns(node: Tree): string[] {
  const [kind, tree] = kindOf(node);
  if (kind !== 'AlterTableStmt') return [];
  const relation = at(tree, 'relation');
  const table = [textAt(relation, 'schemaname'), textAt(relation, 'relname')].filter((part) => part !== '').join('.');
  return listAt(tree, 'cmds').flatMap((command) => {
    const inner = at(command, 'AlterTableCmd');
    return textAt(inner, 'subtype') === 'AT_DropColumn' ? [`${table}.${textAt(inner, 'name')}`] : [];
  });
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
