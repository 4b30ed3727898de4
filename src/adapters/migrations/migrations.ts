import { loadModule } from 'libpg-query';
import type { MigrationFile, StatementReading } from '../../domain/migration.ts';
import type { Migrations } from '../../ports/migrations.ts';
import { type MigrationFolder, readFolder } from './read-folder.ts';
import { readScript } from './read-statement.ts';
import { emptySchema } from './schema-so-far.ts';

/** The migrations of one service, read with PostgreSQL's own parser. */
export function createMigrations(folder: MigrationFolder): Migrations {
  return {
    tool: folder.tool,
    list: async () => (await readFolder(folder)).map(({ up: _, ...file }): MigrationFile => file),
    read: async (wanted) => readPending(folder, wanted),
    scriptOf: async (name) => (await readFolder(folder)).find((each) => each.name === name)?.up ?? null,
  };
}

/** Everything before the wanted ones is read too: it says which enum values, functions and tables there are. */
async function readPending(
  folder: MigrationFolder,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly StatementReading[]>> {
  await loadModule();
  const schema = emptySchema();
  const readings = new Map<string, readonly StatementReading[]>();
  for (const { name, file, up } of await readFolder(folder)) {
    const statements = readScript(file, up, schema);
    if (wanted.has(name)) readings.set(name, statements);
    // What was applied before is old by now: production has had time to fill it.
    else schema.fresh.clear();
  }
  return readings;
}
