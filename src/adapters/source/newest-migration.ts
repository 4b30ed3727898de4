import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';

type Tool = NonNullable<ServicePolicy['migrations']>['tool'];

const DrizzleJournal = z.object({ entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });

/** Where each tool keeps its order. All but Drizzle, which has a journal, sort by the name that they give. */
const finders: Readonly<Record<Tool, (directory: string) => Promise<string | null>>> = {
  drizzle: async (directory) => {
    const journal = DrizzleJournal.parse(JSON.parse(await readFile(join(directory, 'meta', '_journal.json'), 'utf8')));
    return [...journal.entries].sort((a, b) => a.idx - b.idx).at(-1)?.tag ?? null;
  },
  prisma: async (directory) => {
    const folders = (await entriesOf(directory, /^\d+_/)).toReversed();
    for (const folder of folders) if (await isFile(join(directory, folder, 'migration.sql'))) return folder;
    return null;
  },
  dbmate: async (directory) => (await entriesOf(directory, /^\d+_.*\.sql$/)).at(-1) ?? null,
  sql: async (directory) => (await entriesOf(directory, /^[Vv]?\d+.*\.sql$/)).at(-1) ?? null,
};

/** The newest migration of a folder, as its tool names it. Null where the folder holds none. */
export function findNewestMigration(tool: Tool, directory: string): Promise<string | null> {
  return finders[tool](directory);
}

/** Names in the order of the number they begin with: `9_x` before `10_x`. */
async function entriesOf(directory: string, form: RegExp): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => form.test(name));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
