import type { LockMode } from '../../domain/migration.ts';
import { lockModes } from '../../domain/migration.ts';
import { type Found, locking, nothingFound, noting, together, undefining, unreadable } from './findings.ts';
import { plainName, remember, type SchemaSoFar, temporary } from './schema-so-far.ts';
import { at, dotted, has, listAt, namesIn, spell, type Tree, tableOf, textAt } from './tree.ts';

/** Statements that take nothing away by themselves. What stands in them (a CTE, a call) is read anyway. */
export const quietStatements = new Set(
  (
    'SelectStmt InsertStmt UpdateStmt DeleteStmt MergeStmt TruncateStmt CallStmt CompositeTypeStmt ' +
    'CreateDomainStmt CreateSchemaStmt CreateSeqStmt CreateExtensionStmt CreatePolicyStmt GrantStmt ' +
    'GrantRoleStmt AlterDefaultPrivilegesStmt CommentStmt VariableSetStmt VariableShowStmt AlterOwnerStmt ' +
    'CreateStatsStmt AlterStatsStmt DefineStmt CreateCastStmt CreateRangeStmt CreateRoleStmt AlterRoleStmt AlterRoleSetStmt ' +
    'ExplainStmt CheckPointStmt ListenStmt UnlistenStmt NotifyStmt DiscardStmt DeallocateStmt PrepareStmt ' +
    'CreatePublicationStmt AlterPublicationStmt CreateSubscriptionStmt ConstraintsSetStmt AlterFunctionStmt AlterPolicyStmt ' +
    'CreateFdwStmt CreateForeignServerStmt CreateForeignTableStmt CreateUserMappingStmt ImportForeignSchemaStmt SecLabelStmt ' +
    'AlterDatabaseStmt AlterDatabaseSetStmt CreateEventTrigStmt AlterEventTrigStmt AlterObjectDependsStmt CreateAmStmt ' +
    'CreateOpClassStmt CreateOpFamilyStmt CreateConversionStmt CreatePLangStmt CreateTransformStmt DeclareCursorStmt ' +
    'FetchStmt ClosePortalStmt AlterTSDictionaryStmt AlterTSConfigurationStmt AlterSeqStmt AlterOperatorStmt AlterTypeStmt'
  ).split(' '),
);

/** Statements with something of their own to say, each in a few lines. */
export const smallStatements: Readonly<Record<string, (tree: Tree, schema: SchemaSoFar) => Found>> = {
  CreateStmt: (tree, schema) => {
    if (!has(tree, 'if_not_exists')) remember(schema, nameOfNew(at(tree, 'relation')));
    return referencing(tree);
  },
  CreateTableAsStmt: (tree, schema) => {
    if (!has(tree, 'if_not_exists')) remember(schema, nameOfNew(at(tree, 'into', 'rel')));
    return nothingFound;
  },
  CreateEnumStmt: (tree, { enums }) => {
    const name = plainName(dotted(namesIn(listAt(tree, 'typeName'))));
    enums.set(name, { known: name, values: namesIn(listAt(tree, 'vals')) });
    return nothingFound;
  },
  AlterEnumStmt: alterEnum,
  IndexStmt: (tree) =>
    locking(tableOf(at(tree, 'relation')), has(tree, 'concurrent') ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE'),
  ViewStmt: (tree) => replacing(tree, 'view', tableOf(at(tree, 'view'))),
  CreateFunctionStmt: (tree) => replacing(tree, 'function', dotted(namesIn(listAt(tree, 'funcname')))),
  CreateTrigStmt: (tree) => locking(tableOf(at(tree, 'relation')), 'SHARE ROW EXCLUSIVE'),
  LockStmt: (tree) => {
    const mode: LockMode = lockModes[Number(tree['mode']) - 1] ?? 'ACCESS EXCLUSIVE';
    return together(...listAt(tree, 'relations').map((each) => locking(tableOf(at(each, 'RangeVar')), mode)));
  },
  RefreshMatViewStmt: (tree) =>
    locking(tableOf(at(tree, 'relation')), has(tree, 'concurrent') ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE'),
  ReindexStmt: (tree) => {
    const table = tableOf(at(tree, 'relation'));
    return table === '' ? nothingFound : locking(table, 'SHARE');
  },
  ClusterStmt: (tree) => rewritten(tableOf(at(tree, 'relation')), 'sorts'),
  VacuumStmt: (tree) => {
    const full = listAt(tree, 'options').some((each) => textAt(at(each, 'DefElem'), 'defname') === 'full');
    const tables = listAt(tree, 'rels').map((each) => tableOf(at(each, 'VacuumRelation', 'relation')));
    return full
      ? together(...tables.map((table) => rewritten(table, 'packs')))
      : together(...tables.map((table) => locking(table, 'SHARE UPDATE EXCLUSIVE')));
  },
  CopyStmt: (tree) => {
    const name = tableOf(at(tree, 'relation'));
    if (has(tree, 'is_program')) return unreadable(name, 'COPY runs a program');
    return name === '' ? nothingFound : locking(name, has(tree, 'is_from') ? 'ROW EXCLUSIVE' : 'ACCESS SHARE');
  },
  ExecuteStmt: (tree) => unreadable(spell(textAt(tree, 'name')), 'runs a prepared statement'),
  LoadStmt: (tree) => unreadable(textAt(tree, 'filename'), 'loads a library'),
  AlterSystemStmt: () => unreadable('ALTER SYSTEM', 'changes the whole server'),
  AlterExtensionStmt: (tree) =>
    unreadable(spell(textAt(tree, 'extname')), 'updates an extension, by scripts of its own'),
  AlterExtensionContentsStmt: (tree) =>
    unreadable(spell(textAt(tree, 'extname')), 'changes what belongs to an extension'),
  AlterSubscriptionStmt: (tree) => unreadable(spell(textAt(tree, 'subname')), 'changes a subscription'),
  TransactionStmt: (tree, { fresh }) => {
    if (textAt(tree, 'kind').startsWith('TRANS_STMT_ROLLBACK')) fresh.clear(); // how much of it came back is not asked
    return nothingFound;
  },
  ReassignOwnedStmt: () => nothingFound,
  AlterDomainStmt: (tree) => {
    const name = dotted(namesIn(listAt(tree, 'typeName')));
    const plain = { does: 'tightens', what: 'domain', name, say: `changes domain ${name}` } as const;
    return noting(plain, { breaks: `older code may write values that domain ${name} now refuses` });
  },
};

/** Values are only ever added or renamed: to take one out, tools make the type anew. */
function alterEnum(tree: Tree, { enums }: SchemaSoFar): Found {
  const name = dotted(namesIn(listAt(tree, 'typeName')));
  const [from, to] = [textAt(tree, 'oldVal'), textAt(tree, 'newVal')];
  const before = enums.get(plainName(name));
  if (from === '') {
    if (before !== undefined) enums.set(plainName(name), { ...before, values: [...before.values, to] });
    return nothingFound;
  }
  if (before !== undefined) {
    const values = before.values.map((value) => (value === from ? to : value));
    enums.set(plainName(name), { ...before, values });
  }
  return noting(
    { does: 'renames', what: 'enum value', name: `${name}: ${from}`, say: `renames ${from} of enum ${name} to ${to}` },
    { breaks: `older code still writes ${from}` },
  );
}

function nameOfNew(relation: Tree): string {
  const table = tableOf(relation);
  return textAt(relation, 'relpersistence') === 't' ? temporary(table) : table;
}

/** A table that refers to others locks them while its foreign keys are made. */
function referencing(create: Tree): Found {
  const constraints = listAt(create, 'tableElts').flatMap((each) => [
    at(each, 'Constraint'),
    ...listAt(at(each, 'ColumnDef'), 'constraints').map((one) => at(one, 'Constraint')),
  ]);
  const tables = constraints.map((each) => tableOf(at(each, 'pktable'))).filter((table) => table !== '');
  return together(...tables.map((table) => locking(table, 'SHARE ROW EXCLUSIVE')));
}

function replacing(tree: Tree, what: string, name: string): Found {
  if (!has(tree, 'replace')) return nothingFound;
  return undefining({ does: 'replaces', what, name, say: `replaces ${what} ${name} where there is one` });
}

function rewritten(table: string, words: string): Found {
  const say = `${words} ${table}: every row is written anew`;
  return together(
    noting({ does: 'replaces', what: 'table', name: table, say }, { rewrites: true }),
    locking(table, 'ACCESS EXCLUSIVE'),
  );
}
