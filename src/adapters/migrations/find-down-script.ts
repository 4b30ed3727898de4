import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { RecourseError } from '../../domain/errors.ts';

/** A pattern split at its stars, as a test of one name in a folder. */
function matcher(segment: string): RegExp {
  const literal = segment.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`);
}

/** `012_oauth.sql` → what the pattern's words stand for. A folder is named without an ending already. */
export function fillPattern(pattern: string, migration: string): string | null {
  const name = migration.replace(/\.sql$/, '');
  const number = /^[Vv]?(\d+)/.exec(name)?.[1];
  if (pattern.includes('{number}') && number === undefined) return null;
  return pattern.replaceAll('{migration}', name).replaceAll('{number}', number ?? '');
}

/**
 * Where the down script of a migration lies, relative to the folder; null where there is none.
 *
 * @throws RecourseError `bad-configuration` where several fit: nobody may guess which one is meant
 */
export async function findDownScript(directory: string, pattern: string, migration: string): Promise<string | null> {
  const filled = fillPattern(pattern, migration);
  if (filled === null) return null;
  let found = [''];
  for (const segment of filled.split('/'))
    found = (await Promise.all(found.map((at) => step(directory, at, segment)))).flat();
  if (found.length < 2) return found[0] ?? null;
  throw new RecourseError(`${found.length} files fit as the down script of ${migration}: ${found.join(', ')}.`, {
    code: 'bad-configuration',
    hint: 'Make migrations.down_scripts.pattern in recourse.yaml more exact, or move the others away.',
    facts: { migration, files: found.length },
  });
}

async function step(directory: string, at: string, segment: string): Promise<string[]> {
  if (segment === '..' || segment === '.' || segment === '') return [join(at, segment)];
  const names = await readdir(join(directory, at)).catch(() => []);
  const fits = matcher(segment);
  return names.filter((name) => fits.test(name)).map((name) => join(at, name));
}
