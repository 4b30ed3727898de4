import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withClient } from '../../demo/cluster/with-client.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { checkUps } from './checks/all.ts';
import { listDatabases } from './checks/database.ts';
import type { Evidence } from './checks/evidence.ts';
import { readDeploys } from './counted-deploy.ts';
import type { CrashWorld } from './crash-world.ts';
import { takeFingerprint } from './fingerprint.ts';
import { seeThrough } from './people.ts';
import { type Road, restoreRoad } from './roads.ts';

const cli = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Played {
  readonly id: IncidentId | null;
  readonly entries: readonly Entry[];
  /** What is not as it should be, in words. */
  readonly faults: readonly string[];
}

/**
 * Breaks the service and lets people see the incident through; then looks at everything that it left behind. `arm` is
 * called where the part of the road begins that is to be disturbed.
 */
export async function playIncident(
  at: CrashWorld,
  road: Road = restoreRoad,
  arm: () => void = () => undefined,
): Promise<Played> {
  const productionBefore = await productionOf(at);
  await at.keepUp();
  const readyBefore = at.ready ? await makeReady(at) : null;
  await road.harm(at);
  const dataBefore = await takeFingerprint(at.world.service.ownerUrl);
  const deploysBefore = readDeploys(at.deploys);
  try {
    const id = await seeThrough(at, road, arm);
    const entries = await at.journal.entries(id);
    const faults = await checkUpOn({ at, road, id, entries, productionBefore, dataBefore, readyBefore, deploysBefore });
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

/** Proves the one backup in the terminal, which keeps its copy ready; returns that copy's oid. */
async function makeReady(at: CrashWorld): Promise<number> {
  // The newest are safety backups of the damaged state, of which no ready copy is kept.
  const backup = readdirSync(join(at.world.folder, 'backups', 'promptrefine')).find((name) =>
    name.includes('-manual-'),
  );
  const program = [cli, 'backup', 'verify', 'promptrefine', String(backup), '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env: at.world.environment });
  const databases = await listDatabases(at.world.cluster.url());
  const ready = databases.filter(({ name }) => name.includes('_ready_'));
  if (ready[0] === undefined || ready.length > 1)
    throw new Error(`${ready.length} ready copies, expected 1: ${stdout}`);
  return ready[0].oid;
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
