import { type Found, nothingFound, noting, together } from './findings.ts';
import { kindOf, type Tree, textAt } from './tree.ts';

/** Roles, databases, tablespaces and settings belong to the whole server: a scratch copy does not keep them apart. */
const wholeServer: Readonly<Record<string, string>> = {
  CreateRoleStmt: 'makes a role',
  AlterRoleStmt: 'changes a role',
  AlterRoleSetStmt: 'changes a role’s settings',
  DropRoleStmt: 'drops a role',
  GrantRoleStmt: 'changes who belongs to a role',
  CreatedbStmt: 'makes a database',
  DropdbStmt: 'drops a database',
  AlterDatabaseStmt: 'changes a database',
  AlterDatabaseSetStmt: 'changes a database’s settings',
  AlterDatabaseRefreshCollStmt: 'changes a database',
  CreateTableSpaceStmt: 'makes a tablespace',
  DropTableSpaceStmt: 'drops a tablespace',
  AlterSystemStmt: 'changes the server’s settings',
  LoadStmt: 'loads a library',
  CreateSubscriptionStmt: 'subscribes to another server',
  AlterSubscriptionStmt: 'changes a subscription',
  DropSubscriptionStmt: 'drops a subscription',
};

/** These name what they act on, and a database, role or tablespace is the whole server's. */
const byObject = new Set(['OBJECT_DATABASE', 'OBJECT_ROLE', 'OBJECT_TABLESPACE']);

/** Calls that go to another database, end sessions or write files. */
const farCalls =
  /^(dblink.*|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_switch_wal|lo_export|pg_file_.*)$/;

export function readReachingOut(node: Tree, calls: readonly string[]): Found {
  const [kind, tree] = kindOf(node);
  const words = wholeServer[kind] ?? wordsOf(kind, tree);
  const far = calls.filter((name) => farCalls.test(name)).map((name) => reaching(`calls ${name}()`));
  return together(words === null ? nothingFound : reaching(words), ...far);
}

export function reaching(words: string): Found {
  return noting({ does: 'reaches-out', what: 'server', name: words, say: `${words}, outside this database` });
}

function wordsOf(kind: string, tree: Tree): string | null {
  if (kind === 'CopyStmt' && textAt(tree, 'filename') !== '') return 'reads or writes outside by COPY';
  const object = [textAt(tree, 'objtype'), textAt(tree, 'objectType'), textAt(tree, 'renameType')];
  return object.some((each) => byObject.has(each)) ? 'changes a database, a role or a tablespace' : null;
}
