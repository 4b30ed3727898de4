import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDownScriptFiles } from '../../../src/adapters/migrations/down-scripts.ts';
import { createMigrations } from '../../../src/adapters/migrations/migrations.ts';
import { createEvidenceCamera } from '../../../src/adapters/postgres/evidence.ts';
import { createExpectations } from '../../../src/adapters/postgres/expectations.ts';
import { createLedger } from '../../../src/adapters/postgres/ledger-rows.ts';
import type { ScriptToRun } from '../../../src/ports/down-scripts.ts';
import { createDownScripts } from '../../../src/services/down-scripts/down-scripts.ts';
import { openWorld, temporaryFolder } from '../backups/world.ts';

export type Tool = 'drizzle' | 'prisma' | 'dbmate' | 'sql';

export interface SceneWishes {
  readonly url: string;
  readonly tool: Tool;
  readonly pattern?: string;
  readonly own?: { readonly table: string; readonly column: string };
  /** Files of the checkout, by their names in the migrations' folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A checkout with migrations and their down scripts, and the product's own parts over a real server. */
export async function openScene({ url, tool, pattern, own, files }: SceneWishes) {
  const directory = await mkdtemp(join(tmpdir(), 'recourse-down-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  };
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const target = { url };
  const world = await openWorld({ url, vaultPath: await temporaryFolder() });
  const ledger = createLedger({ target, tool, own });
  const migrations = createMigrations({ tool, directory });
  const down = createDownScripts({
    ...world,
    files: createDownScriptFiles({ tool, directory, root: directory, pattern }),
    expectations: createExpectations(target),
    evidence: createEvidenceCamera({ target, requiredTables: [] }),
    ledger,
  });
  const toRun = async (name: string): Promise<ScriptToRun> => {
    const migration = (await migrations.list()).find((file) => file.name === name);
    const script = migration === undefined ? null : await down.find(migration);
    if (migration === undefined || script === null) throw new Error(`${name} has no down script`);
    return { migration, script, before: null };
  };
  return { world, down, ledger, migrations, toRun, write };
}
