import { withClient } from '../../demo/cluster/with-client.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { checkUps } from './checks/all.ts';
import { listDatabases } from './checks/database.ts';
import type { Evidence } from './checks/evidence.ts';
import { readDeploys } from './counted-deploy.ts';
import type { CrashWorld } from './crash-world.ts';
import { seeThrough } from './people.ts';

export interface Played {
  readonly id: IncidentId | null;
  readonly entries: readonly Entry[];
  /** What is not as it should be, in words. */
  readonly faults: readonly string[];
}

/** Breaks the service and lets people see the incident through; then looks at everything that it left behind. */
export async function playIncident(at: CrashWorld): Promise<Played> {
  const productionBefore = await productionOf(at);
  await at.keepUp();
  await at.world.service.runBadMigration();
  const deploysBefore = readDeploys(at.deploys);
  try {
    const id = await seeThrough(at);
    const entries = await at.journal.entries(id);
    const faults = await checkUpOn({ at, id, entries, productionBefore, deploysBefore });
    return { id, entries, faults };
  } catch (error) {
    const [line] = await at.store.entries.list({ liveOnly: true, limit: 1 });
    const entries = line === undefined ? [] : await at.journal.entries(line.id);
    return { id: line?.id ?? null, entries, faults: [error instanceof Error ? error.message : String(error)] };
  }
}

async function checkUpOn(evidence: Evidence): Promise<string[]> {
  const faults: string[] = [];
  for (const check of checkUps) faults.push(...(await check(evidence)));
  return faults;
}

/** Makes room: the databases that recoveries replaced are kept for people, and nobody is here. */
export async function dropKept(at: CrashWorld): Promise<void> {
  const databases = await listDatabases(at.world.cluster.url());
  await withClient(at.world.cluster.url(), async (client) => {
    for (const { name } of databases) {
      if (name.includes('_replaced_')) await client.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    }
  });
}

async function productionOf(at: CrashWorld): Promise<number> {
  const databases = await listDatabases(at.world.cluster.url());
  return databases.find(({ name }) => name === 'promptrefine')?.oid ?? 0;
}
