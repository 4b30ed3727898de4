import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { parse, stringify } from 'yaml';
import { askDatabase } from '../../demo/cluster/with-client.ts';
import type { ExampleService, RunningService } from '../../demo/host/example-service.ts';
import { startWorldOf, type World, type WorldWishes } from '../../demo/host/world.ts';
import { promptrefine } from '../../demo/promptrefine/example.ts';
import type { Promptrefine } from '../../demo/promptrefine/start.ts';
import { openStore, type Store } from '../../src/adapters/store/open-store.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { type Journal, openJournal } from '../../src/engine/journal.ts';
import { type ArgumentWatch, watchArguments } from './world-secrets.ts';

type Policy = Record<string, unknown>;

export interface StageWishes<Service extends RunningService = Promptrefine> {
  /** What this file's policy has that the demo's has not. */
  readonly adapt?: (policy: Policy) => Policy;
  /** Requests per second against the service. */
  readonly rate?: number;
  /** Runs before the bot has seen anything, with the world standing. */
  readonly prepare?: (world: World<Service>) => Promise<void>;
}

/** One world that all tests of a file share: the real bot as a process, a local Slack, a cluster of its own. */
export interface Stage<Service extends RunningService = Promptrefine> {
  readonly world: World<Service>;
  readonly journal: Journal;
  readonly store: Store;
  readonly argumentWatch: ArgumentWatch;
  entries(id: IncidentId): Promise<readonly Entry[]>;
  /** Resolves with the incident as soon as it holds; a server that is away meanwhile is asked again. */
  until(id: IncidentId, what: string, holds: (incident: Incident) => boolean): Promise<Incident>;
}

/** The machine may be busy: nothing here is slow, but everything may have to wait. */
export const PATIENT = { timeoutMs: 120_000 } as const;
const LOOK_MS = 100;

/** Resolves with the first thing that `look` finds. Throws with the last trouble after a long patience. */
export async function eventually<Found>(
  what: string,
  look: () => Promise<Found | null | false>,
  { timeoutMs = PATIENT.timeoutMs, everyMs = LOOK_MS }: { timeoutMs?: number; everyMs?: number } = {},
): Promise<Found> {
  const until = performance.now() + timeoutMs;
  let trouble: unknown = null;
  while (performance.now() < until) {
    try {
      const found = await look();
      if (found !== null && found !== false) return found;
      trouble = null;
    } catch (error) {
      trouble = error;
    }
    await delay(everyMs);
  }
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}`, { cause: trouble });
}

/** Short proofs and watches: what is measured by them is not what these tests are about. */
function quickly(policy: Policy): Policy {
  return {
    ...policy,
    freeze: { ...(policy['freeze'] as object), prove_for: '200ms' },
    watch: { for: '1s', every: '500ms' },
  };
}

/** Call at the top of a file. A failed test's bot log is printed, because the folder goes with the world. */
export function shareWorld(wishes: StageWishes = {}): Stage {
  return shareWorldOf(promptrefine, wishes);
}

/** The same with any example service. */
export function shareWorldOf<Service extends RunningService>(
  example: ExampleService<Service>,
  wishes: StageWishes<Service> = {},
): Stage<Service> {
  let open: { world: World<Service>; store: Store; journal: Journal; argumentWatch: ArgumentWatch } | undefined;
  const standing = () => {
    if (open === undefined) throw new Error('the world stands from beforeAll on');
    return open;
  };
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'recourse-e2e-'));
    const argumentWatch = watchArguments();
    const world = await startWorldOf(example, worldWishes(folder, wishes));
    await world.slack.faults.messageBurst(0);
    await world.slack.faults.tiers(false);
    await wishes.prepare?.(world);
    const store = await openStore({ databaseUrl: world.storeUrl });
    open = { world, store, journal: openJournal(store.entries), argumentWatch };
  });
  beforeEach((context) => {
    context.onTestFailed(() => {
      process.stderr.write(`${context.task.name}: the bot said last\n${open?.world.bot().log().slice(-3_000)}\n`);
    });
  });
  afterAll(async () => {
    if (open === undefined) return;
    open.argumentWatch.stop();
    await open.store.close();
    await open.world.stop();
    rmSync(open.world.folder, { recursive: true, force: true });
  });
  const entries = async (id: IncidentId) => (await standing().store.entries.read(id, 0))?.entries ?? [];
  return {
    get world() {
      return standing().world;
    },
    get store() {
      return standing().store;
    },
    get journal() {
      return standing().journal;
    },
    get argumentWatch() {
      return standing().argumentWatch;
    },
    entries,
    until: (id, what, holds) => untilHolds(standing().journal, id, what, holds),
  };
}

function worldWishes(
  folder: string,
  { adapt = (policy) => policy, rate = 2 }: Pick<StageWishes, 'adapt' | 'rate'>,
): WorldWishes {
  return { folder, rows: 0.02, rate, adapt: (policy) => adapt(quickly(policy)) };
}

async function untilHolds(
  journal: Journal,
  id: IncidentId,
  what: string,
  holds: (incident: Incident) => boolean,
): Promise<Incident> {
  let last: Incident | null = null;
  try {
    return await eventually(`${id}: ${what}`, async () => {
      last = await journal.incident(id);
      return last !== null && holds(last) ? last : null;
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}; it was ${outlineOf(last)}`, { cause: error });
  }
}

function outlineOf(incident: Incident | null): string {
  if (incident === null) return 'not there';
  const steps = Object.values(incident.steps).map(
    (step) => `${step.name} ${step.status}${step.error === null ? '' : ` (${step.error.say})`}`,
  );
  return `${incident.phase}: ${steps.join(', ')}`;
}

/** Of whichever example. */
export type AnyStage = Stage<RunningService>;

/** What the cluster's superuser sees, past Recourse. */
export function asSuperuser({ world }: AnyStage, sql: string, database?: string): Promise<Record<string, unknown>[]> {
  return askDatabase(world.cluster.url(database), sql);
}

/** Names of the databases that there are, in order. */
export async function databaseNames(stage: AnyStage): Promise<string[]> {
  const rows = await asSuperuser(stage, 'SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1');
  return rows.map(({ datname }) => String(datname));
}

/** Scratch databases of an incident, by the names that they are given. */
export async function scratchOf(stage: AnyStage, id: IncidentId): Promise<string[]> {
  const word = id.toLowerCase().replace('-', '_');
  const ofIncident = new RegExp(`^${stage.world.example.name}_scratch_${word}_[0-9a-f]{8}_f[0-9]+$`);
  return (await databaseNames(stage)).filter((name) => ofIncident.test(name));
}

/** Rewrites the service's part of recourse.yaml and starts the bot anew with it. */
export async function reconfigure({ world }: AnyStage, adapt: (policy: Policy) => Policy): Promise<void> {
  const file = world.environment['RECOURSE_CONFIG'] ?? '';
  const written = parse(readFileSync(file, 'utf8')) as { services: Policy[] };
  writeFileSync(file, stringify({ ...written, services: written.services.map(adapt) }));
  await world.restartBot();
  await untilReady(world);
}

/** Resolves when the bot has its store and is connected to Slack. */
export async function untilReady({ healthUrl }: World<RunningService>): Promise<void> {
  await eventually('the bot to be ready', async () => (await fetch(`${healthUrl}/readyz`)).ok);
}
