import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { programPlaces } from '../../../demo/cluster/environment.ts';
import { withClient } from '../../../demo/cluster/with-client.ts';
import { checkOut } from '../../../demo/promptrefine/checkout.ts';
import { readMigrationFiles } from '../../../demo/promptrefine/drizzle-files.ts';
import { releaseC } from '../../../demo/promptrefine/releases/c.ts';
import { findPrograms } from '../../../src/adapters/pgtools/find-programs.ts';
import { divideUrl } from '../../../src/adapters/pgtools/libpq.ts';
import type { CrashWorld } from '../crash-world.ts';
import { type Fingerprint, readFingerprint } from '../fingerprint.ts';

/** The bad migration goes out; then the commit that corrects it lies in the checkout, and nothing of it is applied. */
export async function releaseWithCorrection(at: CrashWorld): Promise<void> {
  const { service } = at.world;
  if (!existsSync(pristine(at))) await runTool(at, 'pg_dump', '--format', 'custom', '--file', pristine(at));
  await service.runBadMigration();
  checkOut(join(service.migrations, '..', '..'), releaseC);
}

/** What the corrective migration leaves: tried by hand in a transaction that is rolled back. */
export function foretellCorrection({ world: { service } }: CrashWorld): Promise<Fingerprint> {
  const correction = readMigrationFiles(service.migrations).at(-1);
  return withClient(service.ownerUrl, async (client) => {
    await client.query('BEGIN');
    for (const statement of correction?.statements ?? []) await client.query(statement);
    await client.query('INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ($1, $2)', [
      correction?.hash,
      correction?.when,
    ]);
    const foretold = await readFingerprint(client);
    await client.query('ROLLBACK');
    return foretold;
  });
}

/** What the bad migration deleted stays deleted: the next incident begins with the data as it was before. */
export async function bringDataBack(at: CrashWorld): Promise<void> {
  await runTool(at, 'pg_restore', '--clean', '--if-exists', '--exit-on-error', '--single-transaction', pristine(at));
}

const pristine = ({ world }: CrashWorld) => join(world.folder, 'pristine.dump');

/** As the cluster's superuser, who may write and read files of ours and give things back to their owners. */
async function runTool({ world }: CrashWorld, tool: 'pg_dump' | 'pg_restore', ...args: readonly string[]) {
  const { dbname, password = '' } = divideUrl(world.cluster.url(world.service.database));
  const programs = await findPrograms(programPlaces());
  await execa(programs.path(tool), ['--dbname', dbname, ...args], { env: { PGPASSWORD: password } });
}
