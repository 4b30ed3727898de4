import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { stringify } from 'yaml';
import { environmentForPrograms } from '../cluster/environment.ts';
import { findFreePort } from '../cluster/free-port.ts';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { promptrefine } from '../promptrefine/example.ts';
import type { Promptrefine } from '../promptrefine/start.ts';
import { type LocalSlack, startLocalSlack } from '../slack/client.ts';
import { demoWorkspace } from '../slack/preset.ts';
import type { Panel } from '../slack/shapes.ts';
import { type Surroundings, startSurroundings } from '../surroundings/start-surroundings.ts';
import type { ExampleFacts, ExampleService, RunningService } from './example-service.ts';
import { type Bot, startBot } from './start-bot.ts';
import { openUnwind, type Unwind } from './unwind.ts';

/** Everything that a story needs, running on this machine and on loopback only. */
export interface World<Service extends RunningService = Promptrefine> {
  readonly cluster: Cluster;
  readonly example: ExampleFacts;
  readonly service: Service;
  readonly slack: LocalSlack;
  readonly folder: string;
  /** Mail server and issues of the service's repository; null where nobody wished for them. */
  readonly surroundings: Surroundings | null;
  /** The size factor of the example's database. */
  readonly rows: number;
  /** What the bot is started with; secrets are in here and nowhere else. */
  readonly environment: Record<string, string>;
  readonly storeUrl: string;
  readonly healthUrl: string;
  bot(): Bot;
  /** Ends the bot (`SIGKILL` is the crash) and starts it again on the same state. */
  restartBot(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldWishes {
  /** A folder of its own; what the world leaves behind lies in here. */
  readonly folder: string;
  readonly slackPort?: number;
  readonly rows?: number;
  readonly rate?: number;
  /** Starts the example before its last release, where it knows of one. */
  readonly unreleased?: boolean;
  readonly panel?: Panel;
  /** Changes the policy that is written to recourse.yaml. */
  readonly adapt?: (policy: Record<string, unknown>) => Record<string, unknown>;
  /** Beside what the example's own policy names, for what `adapt` adds. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly botEntry?: string;
  /** Starts a mail server and a server of issues, and lets the policy name them. */
  readonly withSurroundings?: boolean;
  readonly say?: (line: string) => void;
  /** Leaves the cluster's files when the world ends. */
  readonly keepFiles?: boolean;
  /** Gives up starting when aborted. */
  readonly signal?: AbortSignal;
}

/** How long the bot may drain when the world ends, in ms. */
const DRAIN_MS = 15_000;
const manifestFile = join(import.meta.dirname, '..', '..', 'manifest.json');

/**
 * Starts a cluster, PromptRefine with its traffic, the local Slack and the bot, in this order. Where one of
 * them does not start, or `signal` is aborted between them, the others are ended again before it throws.
 */
export function startWorld(wishes: WorldWishes): Promise<World> {
  return startWorldOf(promptrefine, wishes);
}

/** The same with any example service. */
export async function startWorldOf<Service extends RunningService>(
  example: ExampleService<Service>,
  wishes: WorldWishes,
): Promise<World<Service>> {
  const unwind = openUnwind();
  try {
    return await startAll(example, wishes, unwind);
  } catch (error) {
    await unwind.run().catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

async function startAll<Service extends RunningService>(
  example: ExampleService<Service>,
  wishes: WorldWishes,
  unwind: Unwind,
): Promise<World<Service>> {
  const { folder, signal, say = () => undefined } = wishes;
  mkdirSync(folder, { recursive: true });
  const slack = await startSlack(example, wishes);
  unwind.add(() => slack.close());
  say('Starting a PostgreSQL cluster of its own …');
  const cluster = await startCluster({ say });
  unwind.add(() => cluster.stop('fast', wishes.keepFiles === true ? 'keep' : 'remove'));
  signal?.throwIfAborted();
  const service = await example.start({
    cluster,
    dir: join(folder, example.name),
    ...given(wishes, 'say', 'rows', 'rate', 'unreleased'),
  });
  unwind.add(() => service.stop());
  signal?.throwIfAborted();
  const surroundings = wishes.withSurroundings === true ? await startSurroundings(example.name) : null;
  unwind.add(async () => surroundings?.close());
  const storeUrl = await createStore(cluster);
  const healthPort = await findFreePort();
  const configuration = writeConfiguration(example, service, wishes, surroundings);
  const environment = { ...botEnvironment(slack, storeUrl, healthPort), ...configuration };
  const logFile = join(folder, 'recourse.log');
  const start = () =>
    startBot({ environment, logFile, ...(wishes.botEntry === undefined ? {} : { entry: wishes.botEntry }) });
  let bot = start();
  unwind.add(() => endBot(bot));
  await botConnected(slack, bot);
  signal?.throwIfAborted();
  say('Recourse is connected to the local Slack');
  return {
    cluster,
    example,
    service,
    slack,
    folder,
    surroundings,
    rows: wishes.rows ?? 1,
    environment,
    storeUrl,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    bot: () => bot,
    async restartBot(sent) {
      await bot.stop(sent);
      bot = start();
    },
    stop: () => unwind.run(),
  };
}

/** The named wishes that were made. */
function given<Name extends keyof WorldWishes>(wishes: WorldWishes, ...names: Name[]): Pick<WorldWishes, Name> {
  const made = names.filter((name) => wishes[name] !== undefined).map((name) => [name, wishes[name]]);
  return Object.fromEntries(made) as Pick<WorldWishes, Name>;
}

/** First of all, because it tells at once whether the port of the page is free. */
function startSlack({ name }: ExampleFacts, { slackPort = 0, panel }: WorldWishes): Promise<LocalSlack> {
  const workspace = demoWorkspace(JSON.parse(readFileSync(manifestFile, 'utf8')), name);
  return startLocalSlack({ workspace, port: slackPort, ...(panel === undefined ? {} : { panel }) });
}

/** A bot in the middle of a restore may finish its step; people who end the demo do not wait for longer. */
async function endBot(bot: Bot): Promise<void> {
  const impatience = setTimeout(() => void bot.stop('SIGKILL'), DRAIN_MS);
  await bot.stop();
  clearTimeout(impatience);
}

/** The bot's own state lives in a database of its own on the same server, so that the terminal's commands can read it too. */
async function createStore(cluster: Cluster): Promise<string> {
  const login = { role: 'recourse', password: randomBytes(18).toString('base64url') };
  const client = new pg.Client({ connectionString: cluster.url() });
  await client.connect();
  try {
    await client.query(`CREATE ROLE recourse LOGIN PASSWORD ${pg.escapeLiteral(login.password)}`);
    await client.query('CREATE DATABASE recourse OWNER recourse');
  } finally {
    await client.end();
  }
  return cluster.url('recourse', login);
}

function writeConfiguration<Service extends RunningService>(
  example: ExampleService<Service>,
  service: Service,
  { folder, environment = {}, adapt = (policy) => policy }: WorldWishes,
  surroundings: Surroundings | null,
): Record<string, string> {
  const policy = example.policy(service, { node: process.execPath, backups: join(folder, 'backups') });
  const file = join(folder, 'recourse.yaml');
  writeFileSync(file, stringify({ version: 1, services: [adapt({ ...policy, ...surroundings?.policy })] }));
  return { RECOURSE_CONFIG: file, ...example.environment(service), ...surroundings?.environment, ...environment };
}

function botEnvironment(slack: LocalSlack, storeUrl: string, healthPort: number): Record<string, string> {
  return {
    ...environmentForPrograms(),
    DATABASE_URL: storeUrl,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    HEALTH_PORT: String(healthPort),
  };
}

/** A bot that ends instead of connecting says why in its log. */
async function botConnected(slack: LocalSlack, bot: Bot): Promise<void> {
  const gaveUp = bot.ended.then(({ code, signal }) => {
    throw new Error(`Recourse ended before it connected (${signal ?? code}):\n${bot.log().slice(-4_000)}`);
  });
  await Promise.race([slack.waitForBot(true, { timeoutMs: 60_000 }), gaveUp]);
  gaveUp.catch(() => undefined);
}
