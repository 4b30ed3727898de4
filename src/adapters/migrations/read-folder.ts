import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RecourseError } from '../../domain/errors.ts';
import { Digest } from '../../domain/ids.ts';
import type { MigrationFile } from '../../domain/migration.ts';

/** The migration tool of a service and the folder of its migrations, absolute. */
export interface MigrationFolder {
  readonly tool: 'drizzle' | 'prisma' | 'dbmate' | 'sql';
  readonly directory: string;
}

/** A migration with the text that its tool would run, at the lines where it stands in the file. */
export interface MigrationText extends MigrationFile {
  readonly up: string;
}

/**
 * All migrations of a folder, in the order in which the tool runs them.
 *
 * @throws RecourseError `bad-configuration` where the folder is not what the tool makes
 */
export async function readFolder({ tool, directory }: MigrationFolder): Promise<readonly MigrationText[]> {
  try {
    return await readers[tool](directory);
  } catch (cause) {
    if (cause instanceof RecourseError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecourseError(`The migrations of ${tool} cannot be read: ${why}`, {
      code: 'bad-configuration',
      hint: 'Check `migrations.tool` and `migrations.directory` in recourse.yaml, and that the checkout is whole.',
      facts: { tool },
      cause,
    });
  }
}

const DrizzleJournal = z.object({
  entries: z.array(z.object({ idx: z.number(), when: z.number(), tag: z.string() })),
});

const readers: Readonly<Record<MigrationFolder['tool'], (directory: string) => Promise<readonly MigrationText[]>>> = {
  drizzle: async (directory) => {
    const journal = DrizzleJournal.parse(JSON.parse(await readFile(join(directory, 'meta', '_journal.json'), 'utf8')));
    const entries = [...journal.entries].sort((a, b) => a.idx - b.idx);
    return Promise.all(
      entries.map(({ tag, when }) => readOne(directory, `${tag}.sql`, { name: tag, when, transaction: true })),
    );
  },
  prisma: async (directory) => {
    const folders = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const names = folders.map(({ name }) => name).sort(byCode);
    const files = await Promise.all(
      names.map((name) =>
        readOne(directory, join(name, 'migration.sql'), { name, when: null, transaction: true }).catch(skipMissing),
      ),
    );
    return files.filter((file) => file !== null);
  },
  dbmate: async (directory) => {
    const names = (await readdir(directory)).filter((name) => /^\d+_.*\.sql$/.test(name)).sort(byCode);
    const files = names.map((name) => readOne(directory, name, { name, when: null, transaction: true }));
    return (await Promise.all(files)).map(upOfDbmate);
  },
  sql: async (directory) => {
    const names = (await readdir(directory)).filter((name) => /^[Vv]?\d+.*\.sql$/.test(name)).sort(byNumber);
    return Promise.all(names.map((name) => readOne(directory, name, { name, when: null, transaction: true })));
  },
};

async function readOne(
  directory: string,
  file: string,
  more: Pick<MigrationFile, 'name' | 'when' | 'transaction'>,
): Promise<MigrationText> {
  const bytes = await readFile(join(directory, file));
  const digest = Digest.parse(createHash('sha256').update(bytes).digest('hex'));
  return { ...more, file: file.replaceAll('\\', '/'), digest, up: bytes.toString('utf8').replace(/^\ufeff/, '') };
}

/** Only what lies between `-- migrate:up` and `-- migrate:down` runs; the rest is blanked, so that lines keep their numbers. */
function upOfDbmate(migration: MigrationText): MigrationText {
  const { lines, up, down } = partsOfDbmate(migration.up);
  const runs = (n: number) => up !== -1 && n > up && (down < up || n < down);
  return {
    ...migration,
    up: lines.map((line, n) => (runs(n) ? line : '')).join('\n'),
    transaction: !/transaction\s*:\s*false/.test(lines[up] ?? ''),
  };
}

/** The other half of the file, at its lines; null where there is nothing in it. */
export function downOfDbmate(text: string): string | null {
  const { lines, up, down } = partsOfDbmate(text);
  const runs = (n: number) => down !== -1 && n > down && (up < down || n < up);
  const script = lines.map((line, n) => (runs(n) ? line : '')).join('\n');
  return script.trim() === '' ? null : script;
}

function partsOfDbmate(text: string) {
  const lines = text.split('\n');
  return {
    lines,
    up: lines.findIndex((line) => /^--\s*migrate:up/.test(line)),
    down: lines.findIndex((line) => /^--\s*migrate:down/.test(line)),
  };
}

function skipMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}

/** Tools compare names byte by byte. */
function byCode(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Numbered by hand: `9_x` runs before `10_x`. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
