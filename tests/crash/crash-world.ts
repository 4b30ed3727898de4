import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from '../../demo/cluster/free-port.ts';
import type { RunningService } from '../../demo/host/example-service.ts';
import { type Bot, startBot } from '../../demo/host/start-bot.ts';
import { startWorldOf, type World } from '../../demo/host/world.ts';
import type { Promptrefine } from '../../demo/promptrefine/start.ts';
import { takeBackup } from '../../demo/stories/acts.ts';
import { openStore, type Store } from '../../src/adapters/store/open-store.ts';
import { type Journal, openJournal } from '../../src/engine/journal.ts';
import { type Fingerprint, takeFingerprint } from './fingerprint.ts';
import { promptrefineStage } from './stages/promptrefine.ts';
import type { CrashStage } from './stages/stage.ts';

/** A small world in which bots die, with all that is needed to judge what they left behind. */
export interface CrashWorld<Service extends RunningService = Promptrefine> {
  readonly world: World<Service>;
  readonly store: Store;
  readonly journal: Journal;
  /** The data as the one backup has it: what every incident has to end with. */
  readonly before: Fingerprint;
  /** Notes of every deploy command. */
  readonly deploys: string;
  /** Whether each incident finds a ready copy of the one backup. */
  readonly ready: boolean;
  /** Starts whatever is missing of the bots; resolves when one is connected. */
  keepUp(): Promise<void>;
  bots(): readonly Bot[];
  log(): string;
  stop(): Promise<void>;
}

export interface CrashWorldWishes {
  readonly folder: string;
  /** Bots on the one store. */
  readonly replicas: number;
  /** Requests per second against the service all the while; none makes the data comparable to the last bit. */
  readonly rate?: number;
  readonly ready?: boolean;
}

/** From the start of a process to its connection, on a machine that has a lot to do. */
const CONNECTED_WITHIN_MS = 60_000;
const LOOK_MS = 50;

const botEntry = join(import.meta.dirname, 'bot.ts');

/** With PromptRefine, where most roads lead. */
export function startCrashWorld(wishes: CrashWorldWishes): Promise<CrashWorld> {
  return startCrashWorldOf(promptrefineStage, wishes);
}

/** The same with any stage. */
export async function startCrashWorldOf<Service extends RunningService>(
  stage: CrashStage<Service>,
  { folder, replicas, rate = 0, ready = false }: CrashWorldWishes,
): Promise<CrashWorld<Service>> {
  const deploys = join(folder, 'deploys.txt');
  const world = await startWorldOf(stage.example, {
    folder,
    rows: stage.rows,
    rate: Math.max(rate, 1),
    botEntry,
    adapt: stage.adapt({ folder, deploys }),
  });
  await world.slack.faults.messageBurst(0);
  await world.slack.faults.tiers(false);
  const store = await openStore({ databaseUrl: world.storeUrl });
  const others = await startOthers(world, replicas - 1);
  if (rate === 0) await stage.quieten(world.service);
  await takeBackup(world);
  const crashWorld = {
    world,
    store,
    journal: openJournal(store.entries),
    before: await takeFingerprint(world.service.ownerUrl),
    deploys,
    ready,
    bots: () => [world.bot(), ...others.map(({ bot }) => bot())],
    log: () => world.bot().log(),
    keepUp: () => keepUp(world, others),
    async stop() {
      for (const other of others) await other.bot().stop();
      await store.close();
      await world.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return crashWorld;
}

/** A bot that has just died may still count as connected, so ends and connections are looked at together. */
async function keepUp(world: World<RunningService>, others: readonly Replica[]): Promise<void> {
  const deadline = performance.now() + CONNECTED_WITHIN_MS;
  for (;;) {
    if (hasEnded(world.bot())) await world.restartBot('SIGKILL');
    for (const other of others) other.keepUp();
    if (world.slack.scene.botConnected) return;
    if (performance.now() > deadline)
      throw new Error(`no bot connects; the last words:\n${world.bot().log().slice(-2_000)}`);
    await wait(LOOK_MS);
  }
}

interface Replica {
  bot(): Bot;
  keepUp(): void;
}

async function startOthers(world: World<RunningService>, count: number): Promise<Replica[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => startReplica(world, index + 2)));
}

/** Another bot on the same store, with a port of its own. */
async function startReplica(world: World<RunningService>, number: number): Promise<Replica> {
  const environment = { ...world.environment, HEALTH_PORT: String(await findFreePort()) };
  const logFile = join(world.folder, `recourse-${number}.log`);
  let bot = startBot({ environment, logFile, entry: botEntry });
  return {
    bot: () => bot,
    keepUp() {
      if (hasEnded(bot)) bot = startBot({ environment, logFile, entry: botEntry });
    },
  };
}

const watched = new WeakSet<Bot>();
const gone = new WeakSet<Bot>();

/** Whether the process is gone; a paused one is not. */
export function hasEnded(bot: Bot): boolean {
  if (!watched.has(bot)) void bot.ended.then(() => gone.add(bot));
  watched.add(bot);
  return gone.has(bot);
}
