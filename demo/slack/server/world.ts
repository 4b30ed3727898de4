import { randomBytes } from 'node:crypto';
import { applyChange, type Change, type Scene } from '../scene.ts';
import type { ApiCall, Delivery, Workspace } from '../shapes.ts';
import { type Faults, noFaults } from './faults.ts';
import { firstScene } from './first-scene.ts';
import type { ResponseUrl } from './response-urls.ts';
import type { BotSocket, WaitingEnvelope } from './socket-mode.ts';
import type { Trigger } from './triggers.ts';
import type { UploadedFile } from './uploads.ts';
import type { Canvas } from './web-api/canvases.ts';

/** Slack's own limits in time; tests may shorten them. All in milliseconds. */
export interface Timing {
  /** How long the app may take to acknowledge (3 s). */
  readonly ackMs: number;
  /** How long a `trigger_id` can be exchanged (3 s). */
  readonly triggerMs: number;
  /** How long a `response_url` can be used (30 min). */
  readonly responseUrlMs: number;
  /** Pauses before each retry of an unacknowledged event (about at once, 1 min, 5 min). */
  readonly eventRetriesMs: readonly number[];
}

export const slackTiming: Timing = {
  ackMs: 3_000,
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  eventRetriesMs: [100, 60_000, 300_000],
};

/** The secrets by which the bot and this server know each other. New in every process. */
export interface Credentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

/** Everything the server remembers. The scene is what people see; the rest is what Slack keeps to itself. */
export interface World {
  readonly scene: Scene;
  readonly scopes: ReadonlySet<string>;
  readonly botEvents: ReadonlySet<string>;
  readonly credentials: Credentials;
  readonly timing: Timing;
  readonly faults: Faults;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly files: Map<string, UploadedFile>;
  readonly canvases: Map<string, Canvas>;
  /** What the workspace pays for: free ones have no canvases of their own. */
  plan: 'free' | 'paid';
  readonly tickets: Set<string>;
  readonly sockets: BotSocket[];
  readonly waiting: Map<string, WaitingEnvelope>;
  readonly calls: ApiCall[];
  readonly deliveries: Delivery[];
  readonly listeners: Set<(change: Change) => void>;
  /** Recent sends per rate-limit lane, in ms since 1970. */
  readonly recent: Map<string, number[]>;
  /** Timers that end with the server. */
  readonly timers: Set<NodeJS.Timeout>;
  /** `http://127.0.0.1:PORT`, set once the server listens. */
  baseUrl: string;
  /** Where payloads are POSTed in HTTP mode; undefined means Socket Mode. */
  requestUrl: string | undefined;
  lastTs: number;
  now(): number;
}

/** Builds the memory of a new local Slack for one workspace. */
export function createWorld(workspace: Workspace, timing: Partial<Timing> = {}): World {
  return {
    scene: firstScene(workspace),
    scopes: new Set(workspace.manifest.oauth_config?.scopes?.bot ?? []),
    botEvents: new Set(workspace.manifest.settings?.event_subscriptions?.bot_events ?? []),
    credentials: {
      botToken: `xoxb-local-${randomBytes(12).toString('hex')}`,
      appToken: `xapp-1-local-${randomBytes(12).toString('hex')}`,
      signingSecret: randomBytes(16).toString('hex'),
    },
    timing: { ...slackTiming, ...timing },
    faults: noFaults(),
    triggers: new Map(),
    responseUrls: new Map(),
    files: new Map(),
    canvases: new Map(),
    plan: 'free',
    tickets: new Set(),
    sockets: [],
    waiting: new Map(),
    calls: [],
    deliveries: [],
    listeners: new Set(),
    recent: new Map(),
    timers: new Set(),
    baseUrl: '',
    requestUrl: undefined,
    lastTs: 0,
    now: () => Date.now(),
  };
}

/** Makes one change visible: folds it into the scene and tells everyone who listens. */
export function show(world: World, change: Change): void {
  applyChange(world.scene, change);
  for (const listener of world.listeners) listener(change);
}

/** The next message timestamp: seconds with six decimals, unique and growing. */
export function nextTs(world: World): string {
  const micros = Math.max(world.now() * 1000, world.lastTs + 100);
  world.lastTs = micros;
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}

/** An id in Slack's form: a letter and ten capitals or digits. */
export function newId(prefix: string): string {
  return prefix + randomBytes(8).toString('hex').toUpperCase().slice(0, 10);
}

/** Runs `work` after a pause unless the server is closed first. */
export function later(world: World, ms: number, work: () => void): NodeJS.Timeout {
  const timer = setTimeout(() => {
    world.timers.delete(timer);
    work();
  }, ms);
  world.timers.add(timer);
  return timer;
}
