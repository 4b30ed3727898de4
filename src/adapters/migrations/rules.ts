import { type Found, losing, nothingFound, noting, together } from './findings.ts';
import type { ReadScript } from './routines.ts';
import { readCalls } from './routines.ts';
import { readRowChanges } from './row-changes.ts';
import type { SchemaSoFar } from './schema-so-far.ts';
import { at, has, kindOf, listAt, spell, type Tree, tableOf, textAt } from './tree.ts';

const events: Readonly<Record<string, string>> = {
  CMD_INSERT: 'INSERT into',
  CMD_UPDATE: 'UPDATE of',
  CMD_DELETE: 'DELETE from',
};

/**
 * CREATE RULE: nothing happens when it is written down, but from then on every write of the service does something else
 * than it says. What its actions would take counts as taken.
 */
export function readRule(tree: Tree, schema: SchemaSoFar, calling: readonly string[], read: ReadScript): Found {
  const event = events[textAt(tree, 'event')];
  if (event === undefined) return nothingFound;
  const table = tableOf(at(tree, 'relation'));
  const rule = `rule ${spell(textAt(tree, 'rulename'))} on ${table}`;
  const actions = listAt(tree, 'actions').filter((action) => kindOf(action)[0] !== 'NotifyStmt');
  const taken = actions.flatMap(
    (action) => together(readRowChanges(action, schema), readCalls(action, schema, calling, read)).effects,
  );
  const losses = taken.filter(({ destroys }) => destroys === 'data');
  const made = losses.map(({ does, what, name, say }) =>
    losing({ does, what, name, say: `from then on every ${event} ${table} ${say} (${rule})` }),
  );
  return together(...made, has(tree, 'instead') ? insteadOf(`${event} ${table}`, rule, table) : nothingFound);
}

function insteadOf(write: string, rule: string, table: string): Found {
  const say = `from then on something else happens instead of every ${write} that the ${rule} catches`;
  return noting({ does: 'replaces', what: 'rule', name: table, say }, { breaks: `its ${write} may do nothing` });
}
