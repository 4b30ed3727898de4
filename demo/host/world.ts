import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { stringify } from 'yaml';
import { environmentForPrograms } from '../cluster/environment.ts';
import { findFreePort } from '../cluster/free-port.ts';
import { type Cluster, startCluster } from '../cluster/start-cluster.ts';
import { promptrefinePolicy, promptrefineSecrets } from '../promptrefine/recourse-policy.ts';
import { type Promptrefine, startPromptrefine } from '../promptrefine/start.ts';
import { type LocalSlack, startLocalSlack } from '../slack/client.ts';
import { demoWorkspace } from '../slack/preset.ts';
import type { Panel } from '../slack/shapes.ts';
import { type Bot, startBot } from './start-bot.ts';

/** Everything that a story needs, running on this machine and on loopback only. */
export interface World {
  readonly cluster: Cluster;
  readonly service: Promptrefine;
  readonly slack: LocalSlack;
  readonly folder: string;
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
  readonly panel?: Panel;
  /** Changes the policy that is written to recourse.yaml. */
  readonly adapt?: (policy: Record<string, unknown>) => Record<string, unknown>;
  readonly botEntry?: string;
  readonly say?: (line: string) => void;
}

const manifestFile = join(import.meta.dirname, '..', '..', 'manifest.json');

/** Starts a cluster, the example service with its traffic, the local Slack and the bot, in this order. */
export async function startWorld(wishes: WorldWishes): Promise<World> {
  const { folder, say = () => undefined } = wishes;
  mkdirSync(folder, { recursive: true });
  say('starting a PostgreSQL cluster of its own');
  const cluster = await startCluster({ say });
  const service = await startPromptrefine({
    cluster,
    dir: join(folder, 'promptrefine'),
    say,
    ...(wishes.rows === undefined ? {} : { rows: wishes.rows }),
    ...(wishes.rate === undefined ? {} : { rate: wishes.rate }),
  });
  const slack = await startLocalSlack({
    workspace: demoWorkspace(JSON.parse(readFileSync(manifestFile, 'utf8'))),
    port: wishes.slackPort ?? 0,
    ...(wishes.panel === undefined ? {} : { panel: wishes.panel }),
  });
  const storeUrl = await createStore(cluster);
  const healthPort = await findFreePort();
  const environment = { ...writeConfiguration(wishes, service), ...botEnvironment(slack, storeUrl, healthPort) };
  const logFile = join(folder, 'recourse.log');
  const start = () =>
    startBot({ environment, logFile, ...(wishes.botEntry === undefined ? {} : { entry: wishes.botEntry }) });
  let bot = start();
  await botConnected(slack, bot);
  say('Recourse is connected to the local Slack');
  return {
    cluster,
    service,
    slack,
    folder,
    rows: wishes.rows ?? 1,
    environment,
    storeUrl,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    bot: () => bot,
    async restartBot(signal) {
      await bot.stop(signal);
      bot = start();
    },
    async stop() {
      await bot.stop();
      await slack.close();
      await service.stop();
      await cluster.stop();
    },
  };
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

function writeConfiguration(
  { folder, adapt = (policy) => policy }: WorldWishes,
  service: Promptrefine,
): Record<string, string> {
  const policy = promptrefinePolicy(service, { node: process.execPath, backups: join(folder, 'backups') });
  const file = join(folder, 'recourse.yaml');
  writeFileSync(file, stringify({ version: 1, services: [adapt(policy as Record<string, unknown>)] }));
  return { RECOURSE_CONFIG: file, ...promptrefineSecrets(service) };
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
