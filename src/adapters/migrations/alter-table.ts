import type { LockMode } from '../../domain/migration.ts';
import { addColumn } from './add-column.ts';
import { type Found, locking, losing, nothingFound, noting, together, undefining } from './findings.ts';
import { fillWithOldRows, isFresh, type SchemaSoFar } from './schema-so-far.ts';
import { at, dotted, has, listAt, spell, type Tree, tableOf, textAt, typeOf } from './tree.ts';

/** ALTER TABLE and its kin: each of its parts, and the strongest lock that they need together. */
export function readAlterTable(alter: Tree, schema: SchemaSoFar): Found {
  const table = tableOf(at(alter, 'relation'));
  const commands = listAt(alter, 'cmds').map((each) => at(each, 'AlterTableCmd'));
  const modes = commands.map(lockModeOf);
  const mode = modes.includes('ACCESS EXCLUSIVE') ? 'ACCESS EXCLUSIVE' : (modes.toSorted(strongestFirst)[0] ?? null);
  const found = commands.map((command) => {
    const read = Object.hasOwn(parts, textAt(command, 'subtype')) ? parts[textAt(command, 'subtype')] : undefined;
    return read?.({ table, name: spell(textAt(command, 'name')), command, schema }) ?? nothingFound;
  });
  return together(...found, mode === null ? nothingFound : locking(table, mode));
}

export interface Part {
  readonly table: string;
  /** Of the column, constraint or trigger. */
  readonly name: string;
  readonly command: Tree;
  readonly schema: SchemaSoFar;
}

const parts: Readonly<Record<string, (part: Part) => Found>> = {
  AT_DropColumn: dropColumn,
  AT_AddColumn: addColumn,
  AT_AlterColumnType: retype,
  AT_SetNotNull: ({ table, name }) =>
    noting(
      { does: 'tightens', what: 'column', name: `${table}.${name}`, say: `makes ${table}.${name} NOT NULL` },
      { breaks: `older code may leave ${table}.${name} empty` },
    ),
  AT_DropConstraint: ({ table, name }) =>
    undefining({
      does: 'drops',
      what: 'constraint',
      name: `${table}.${name}`,
      say: `drops constraint ${name} of ${table}`,
    }),
  AT_AddConstraint: addConstraint,
  AT_ColumnDefault: ({ table, name, command }) =>
    has(command, 'def')
      ? nothingFound
      : undefining(
          { does: 'drops', what: 'default', name: `${table}.${name}`, say: `drops the default of ${table}.${name}` },
          { breaks: `older code may rely on the default of ${table}.${name}` },
        ),
  AT_DropExpression: ({ table, name }) =>
    undefining({
      does: 'drops',
      what: 'expression',
      name: `${table}.${name}`,
      say: `stops generating ${table}.${name}`,
    }),
  AT_DropIdentity: ({ table, name }) =>
    undefining(
      { does: 'drops', what: 'identity', name: `${table}.${name}`, say: `stops giving ids to ${table}.${name}` },
      { breaks: `older code lets the database number ${table}.${name}` },
    ),
  AT_DetachPartition: ({ table, command }) => {
    const partition = tableOf(at(command, 'def', 'PartitionCmd', 'name'));
    return losing(
      { does: 'drops', what: 'partition', name: partition, say: `takes partition ${partition} out of ${table}` },
      { breaks: `the rows of ${partition} are no longer found in ${table}` },
    );
  },
  AT_AttachPartition: ({ table, command, schema }) => {
    fillWithOldRows(schema, table, tableOf(at(command, 'def', 'PartitionCmd', 'name')));
    return nothingFound;
  },
  AT_AddInherit: ({ table, command, schema }) => {
    fillWithOldRows(schema, tableOf(at(command, 'def', 'RangeVar')), table);
    return nothingFound;
  },
  AT_DropInherit: ({ table }) =>
    undefining({ does: 'drops', what: 'inheritance', name: table, say: `takes ${table} out of its parent` }),
  AT_SetTableSpace: rewriting('moves to another tablespace'),
  AT_SetLogged: rewriting('makes logged'),
  AT_SetUnLogged: rewriting('makes unlogged (a crash empties it)'),
  AT_SetAccessMethod: rewriting('changes the storage of'),
  AT_DisableTrig: ({ table, name }) =>
    undefining({
      does: 'drops',
      what: 'trigger',
      name: `${table}.${name}`,
      say: `switches trigger ${name} of ${table} off`,
    }),
  AT_DisableRowSecurity: ({ table }) =>
    undefining({ does: 'drops', what: 'row security', name: table, say: `switches row security of ${table} off` }),
};

function dropColumn({ table, name, command, schema }: Part): Found {
  const column = `${table}.${name}`;
  const tail = textAt(command, 'behavior') === 'DROP_CASCADE' ? ', and everything that depends on it' : '';
  const plain = { does: 'drops', what: 'column', name: column, say: `drops column ${column}${tail}` } as const;
  if (isFresh(schema, table, name)) return noting(plain);
  return losing(plain, { breaks: `older code may use ${column}` });
}

/** Every value is cast: into text nothing is lost, into anything else rounding, cutting or a mapping may lose something. */
function retype({ table, name, command, schema }: Part): Found {
  const column = `${table}.${name}`;
  const definition = at(command, 'def', 'ColumnDef');
  const to = typeOf(at(definition, 'typeName'));
  const plain = {
    does: 'retypes',
    what: 'column',
    name: column,
    say: `changes the type of ${column} to ${to}`,
  } as const;
  const more = { rewrites: true, breaks: `older code may expect the old type of ${column}` };
  const keeps = (to === 'text' && !has(definition, 'raw_default')) || isFresh(schema, table, name);
  return keeps ? noting(plain, more) : losing({ ...plain, say: `${plain.say}, and with it every value` }, more);
}

function addConstraint({ table, command }: Part): Found {
  const constraint = at(command, 'def', 'Constraint');
  const name = spell(textAt(constraint, 'conname'));
  const kind = constraintWords[textAt(constraint, 'contype')] ?? 'constraint';
  const says = name === '""' ? `adds a ${kind} to ${table}` : `adds ${kind} ${name} to ${table}`;
  const later = has(constraint, 'skip_validation') ? '; rows that are there are not checked yet' : '';
  const referenced = tableOf(at(constraint, 'pktable'));
  return together(
    noting(
      { does: 'tightens', what: 'constraint', name: dotted([table.replaceAll('"', '')]), say: `${says}${later}` },
      { breaks: `older code may write rows to ${table} that this refuses` },
    ),
    referenced === '' ? nothingFound : locking(referenced, 'SHARE ROW EXCLUSIVE'),
  );
}

const constraintWords: Readonly<Record<string, string>> = {
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique constraint',
  CONSTR_CHECK: 'check',
  CONSTR_FOREIGN: 'foreign key',
  CONSTR_EXCLUSION: 'exclusion constraint',
  CONSTR_NOTNULL: 'NOT NULL',
};

function rewriting(words: string): (part: Part) => Found {
  return ({ table }) =>
    noting({ does: 'replaces', what: 'table', name: table, say: `${words} ${table}` }, { rewrites: true });
}

/** From PostgreSQL's documentation of ALTER TABLE; what is not listed takes ACCESS EXCLUSIVE. */
function lockModeOf(command: Tree): LockMode {
  const subtype = textAt(command, 'subtype');
  if (mildParts.has(subtype)) return 'SHARE UPDATE EXCLUSIVE';
  if (/Trig(All|User)?$/.test(subtype) || isForeignKey(command)) return 'SHARE ROW EXCLUSIVE';
  return 'ACCESS EXCLUSIVE';
}

const mildParts = new Set([
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_ValidateConstraint',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_AttachPartition',
]);

function isForeignKey(command: Tree): boolean {
  return (
    textAt(command, 'subtype') === 'AT_AddConstraint' &&
    textAt(at(command, 'def', 'Constraint'), 'contype') === 'CONSTR_FOREIGN'
  );
}

function strongestFirst(a: LockMode, b: LockMode): number {
  return a.length === b.length ? 0 : strength(b) - strength(a);
}

function strength(mode: LockMode): number {
  return ['SHARE UPDATE EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'ACCESS EXCLUSIVE'].indexOf(mode);
}
