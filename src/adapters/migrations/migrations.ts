import { loadModule } from 'libpg-query';
import type { MigrationFile, StatementReading } from '../../domain/migration.ts';
import type { Migrations } from '../../ports/migrations.ts';
import { parseScript } from './parse-script.ts';
import { type MigrationFolder, readFolder } from './read-folder.ts';
import { readScript } from './read-statement.ts';
import { emptySchema } from './schema-so-far.ts';
import { has, kindOf, walk } from './tree.ts';

/** These give every migration a transaction, whatever it holds: what PostgreSQL refuses inside one fails in a deploy too. */
const toolsThatWrap: ReadonlySet<MigrationFolder['tool']> = new Set(['drizzle', 'dbmate']);

/** The migrations of one service, read with PostgreSQL's own parser. */
export function createMigrations(folder: MigrationFolder): Migrations {
  return {
    tool: folder.tool,
    list: async () => {
      await loadModule();
      return (await readFolder(folder)).map(({ up, ...file }): MigrationFile => {
        const wrapped = toolsThatWrap.has(folder.tool) || mayRunInside(up);
        return { ...file, transaction: file.transaction && wrapped };
      });
    },
    read: async (wanted) => readWanted(folder, ({ name }) => wanted.has(name)),
    readEach: async () => readWanted(folder, () => false, 'all'),
    scriptOf: async (name) => (await readFolder(folder)).find((each) => each.name === name)?.up ?? null,
  };
}

/**
 * Everything before the wanted ones is read too: it says which enum values, functions and tables there are. `kept`: those
 * that are not wanted are given as well, each as of a time when what was made before it is old.
 */
async function readWanted(
  folder: MigrationFolder,
  isWanted: (migration: { readonly name: string }) => boolean,
  kept: 'wanted' | 'all' = 'wanted',
): Promise<ReadonlyMap<string, readonly StatementReading[]>> {
  await loadModule();
  const schema = emptySchema();
  const readings = new Map<string, readonly StatementReading[]>();
  for (const { name, file, up } of await readFolder(folder)) {
    const statements = readScript(file, up, schema);
    if (kept === 'all' || isWanted({ name })) readings.set(name, statements);
    // What was applied before is old by now: production has had time to fill it.
    if (!isWanted({ name })) schema.fresh.clear();
  }
  return readings;
}

/** Whether a transaction may be put around a script: it has none of its own, and nothing that PostgreSQL refuses there. */
function mayRunInside(script: string): boolean {
  return parseScript(script).every(({ node }) => {
    if (node === null) return true;
    if (['TransactionStmt', 'VacuumStmt', 'CallStmt'].includes(kindOf(node)[0])) return false;
    return ![...walk(node)].some(([, tree]) => has(tree, 'concurrent') || has(tree, 'concurrently'));
  });
}
