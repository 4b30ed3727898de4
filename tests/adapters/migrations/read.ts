import { loadModule } from 'libpg-query';
import { readScript } from '../../../src/adapters/migrations/read-statement.ts';
import { emptySchema } from '../../../src/adapters/migrations/schema-so-far.ts';
import { destructiveOf, type StatementReading } from '../../../src/domain/migration.ts';

/** Reads a script whose tables were all there before. `before` is what earlier migrations said. */
export async function read(script: string, before = ''): Promise<readonly StatementReading[]> {
  await loadModule();
  const schema = emptySchema();
  readScript('before.sql', before, schema);
  schema.fresh.clear();
  return readScript('m.sql', script, schema);
}

/** What only a restore would bring back, in words. */
export async function lossesOf(script: string, before = ''): Promise<readonly string[]> {
  return destructiveOf(await read(script, before)).map(({ say }) => say);
}

export async function locksOf(script: string): Promise<readonly string[]> {
  return (await read(script)).flatMap(({ locks }) => locks.map(({ table, mode }) => `${table}: ${mode}`));
}
