import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withClient } from '../../demo/cluster/with-client.ts';
import type { RunningService } from '../../demo/host/example-service.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import { checkUps } from './checks/all.ts';
import { type DatabaseLine, listDatabases } from './checks/database.ts';
import type { Evidence } from './checks/evidence.ts';
import type { CrashWorld } from './crash-world.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { seeThrough } from './people.ts';
import { type AnyRoad, restoreRoad } from './roads.ts';
import { stageOf } from './stages/stage-of.ts';

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
  at: CrashWorld<RunningService>,
  road: AnyRoad = restoreRoad,
  arm: () => void = () => undefined,
): Promise<Played> {
  const productionBefore = await productionOf(at);
  await at.keepUp();
  const readyBefore = at.ready ? await makeReady(at) : null;
  await road.harm(at);
  const dataWanted = await wantedOf(at, road);
  const lookAtService = stageOf(road).watch(at, road.leaves);
  try {
    const id = await seeThrough(at, road, arm);
    const entries = await at.journal.entries(id);
    const faults = await checkUpOn({ at, road, id, entries, productionBefore, dataWanted, readyBefore, lookAtService });
    return { id, entries, faults };
  } catch (error) {
    const [line] = await at.store.entries.list({ liveOnly: true, limit: 1 });
    const entries = line === undefined ? [] : await at.journal.entries(line.id);
    return { id: line?.id ?? null, entries, faults: [error instanceof Error ? error.message : String(error)] };
  }
}

/** What people would call right afterwards; asked for when the harm is done. */
async function wantedOf(at: CrashWorld<RunningService>, { leaves, foretell }: AnyRoad): Promise<Fingerprint> {
  if (leaves.data === 'of the backup') return at.before;
  if (leaves.data === 'as foretold' && foretell !== undefined) return foretell(at);
  return takeFingerprint(at.world.service.ownerUrl);
}

async function checkUpOn(evidence: Evidence): Promise<string[]> {
  const faults: string[] = [];
  for (const check of checkUps) faults.push(...(await check(evidence)));
  return faults;
}

/** Proves the one backup in the terminal, which keeps its copy ready; returns that copy's oid. */
async function makeReady(at: CrashWorld<RunningService>): Promise<number> {
  // The newest are safety backups of the damaged state, of which no ready copy is kept.
  const { name: service } = at.world.example;
  const backup = readdirSync(join(at.world.folder, 'backups', service)).find((name) => name.includes('-manual-'));
  const program = [cli, 'backup', 'verify', service, String(backup), '--format', 'json'];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env: at.world.environment });
  const databases = await listDatabases(at.world);
  const ready = databases.filter(({ name }) => name.includes('_ready_'));
  if (ready[0] === undefined || ready.length > 1)
    throw new Error(`${ready.length} ready copies, expected 1: ${stdout}`);
  return ready[0].oid;
}

/** Makes room for the next incident: databases that recoveries replaced are kept for people, and nobody is here. */
export async function tidyUp(at: CrashWorld<RunningService>, road: AnyRoad): Promise<void> {
  await road.tidyUp?.(at);
  const databases = await listDatabases(at.world);
  await withClient(at.world.cluster.url(), async (client) => {
    for (const { name } of databases) {
      if (name.includes('_replaced_')) await client.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    }
  });
}

async function productionOf(at: CrashWorld<RunningService>): Promise<DatabaseLine> {
  const databases = await listDatabases(at.world);
  const production = databases.find(({ name }) => name === at.world.example.name);
  if (production === undefined) throw new Error('there is no production database to begin with');
  return production;
}
