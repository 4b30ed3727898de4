import { type Acting, type Ask, actingAs } from './acting.ts';
import { type FaultSwitches, faultSwitches } from './fault-switches.ts';
import { type Mirror, openMirror } from './mirror.ts';
import { type Match, matches, outline } from './reading.ts';
import type { Scene } from './scene.ts';
import { listen } from './server/listen.ts';
import type { Canvas } from './server/web-api/canvases.ts';
import { type Credentials, createWorld, type Timing } from './server/world.ts';
import type { ApiCall, Delivery, Notice, Panel, Person, SlackMessage, SlackView, Workspace } from './shapes.ts';

/** How long the waiting functions wait unless told otherwise, in ms. */
const usualTimeoutMs = 10_000;

export interface WaitOptions {
  readonly timeoutMs?: number;
}

/** A local Slack from the outside: act as its people, watch what appears, make things go wrong. */
export interface LocalSlack extends Credentials {
  /** The address of the page. */
  readonly url: string;
  /** What the bot takes as `slackApiUrl`. */
  readonly apiUrl: string;
  /** What is visible right now; follows the server by a stream. */
  readonly scene: Scene;
  readonly faults: FaultSwitches;
  as(user: string): Acting;
  /** The newest message in a channel or thread that matches; waits until there is one. Edits count. */
  waitForMessage(channel: string, match: Match<SlackMessage>, options?: WaitOptions): Promise<SlackMessage>;
  waitForEphemeral(user: string, match: Match<SlackMessage>, options?: WaitOptions): Promise<SlackMessage>;
  /** The topmost modal of a person that matches. */
  waitForView(user: string, match: Match<SlackView>, options?: WaitOptions): Promise<SlackView>;
  /** Resolves when the person has no modal open. */
  waitForNoView(user: string, options?: WaitOptions): Promise<void>;
  waitForHome(user: string, match: Match<SlackView>, options?: WaitOptions): Promise<SlackView>;
  /** What Slack itself told the person, such as that the app did not respond. */
  waitForNotice(user: string, match: string, options?: WaitOptions): Promise<Notice>;
  /** Resolves when the bot is (or, with false, is not) connected. */
  waitForBot(connected?: boolean, options?: WaitOptions): Promise<void>;
  /** Messages of a channel outside threads, oldest first, fresh from the server. */
  history(channel: string): Promise<SlackMessage[]>;
  /** A thread with its first message, oldest first, fresh from the server. */
  thread(channel: string, ts: string): Promise<SlackMessage[]>;
  ephemerals(user: string): Promise<SlackMessage[]>;
  /** Every call the bot made, oldest first; of one method if given. */
  calls(method?: string): Promise<ApiCall[]>;
  /** Every payload sent to the bot and when it was acknowledged, oldest first. */
  deliveries(): Promise<Delivery[]>;
  /** POSTs payloads to this signed request URL from now on; null goes back to Socket Mode. */
  useRequestUrl(url: string | null): Promise<void>;
  /** What the workspace pays for; free until told otherwise. */
  setPlan(plan: 'free' | 'paid'): Promise<void>;
  /** The documents that the bot has made, seen by anybody or not. */
  canvases(): Promise<SharedCanvas[]>;
  setPerson(id: string, changed: Partial<Person>): Promise<void>;
  setPanel(panel: Panel | null): Promise<void>;
  /** Calls `handler` whenever someone presses the panel's button. Returns the way to stop. */
  onPanel(buttonId: string, handler: () => unknown): () => void;
  /** Stops following; ends the server too if it was started here. */
  close(): Promise<void>;
}

/** A document and the channels that may read it. */
export type SharedCanvas = Omit<Canvas, 'channels'> & { readonly channels: readonly string[] };

export interface LocalSlackOptions {
  readonly workspace: Workspace;
  /** 0 takes a free port. */
  readonly port?: number;
  readonly timing?: Partial<Timing>;
  readonly panel?: Panel;
}

/** Starts a local Slack in this process. It ends with the process or by `close`. */
export async function startLocalSlack(options: LocalSlackOptions): Promise<LocalSlack> {
  const world = createWorld(options.workspace, options.timing);
  world.scene.panel = options.panel ?? null;
  const shut = await listen(world, options.port ?? 0);
  const slack = await connectLocalSlack(world.baseUrl);
  const close = async () => {
    await slack.close();
    await shut();
  };
  return { ...slack, close };
}

/** Connects to a local Slack that runs elsewhere, by the address of its page. */
export async function connectLocalSlack(url: string): Promise<LocalSlack> {
  const ask = askAt(url);
  const credentials = await readAt<Credentials>(url, 'credentials');
  const mirror = await openMirror(url);
  return {
    ...credentials,
    url,
    apiUrl: `${url}/api/`,
    scene: mirror.scene,
    faults: faultSwitches(ask),
    as: (user) => actingAs(ask, user),
    ...waits(mirror),
    ...readings(url),
    useRequestUrl: async (requestUrl) => void (await ask('request-url', { url: requestUrl })),
    setPlan: async (plan) => void (await ask('plan', { plan })),
    canvases: () => readAt<SharedCanvas[]>(url, 'canvases'),
    setPerson: async (id, changed) => void (await ask('person', { ...changed, id })),
    setPanel: async (panel) => void (await ask('panel', panel)),
    onPanel: (buttonId, handler) =>
      mirror.follow((change) => {
        if (change.type === 'panel-pressed' && change.id === buttonId) handler();
      }),
    close: async () => mirror.close(),
  };
}

function askAt(url: string): Ask {
  return async <T>(path: string, body: object | null = {}) => {
    const response = await fetch(`${url}/control/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const answer = (await response.json()) as T & { error?: string };
    if (!response.ok) throw new Error(answer.error);
    return answer;
  };
}

async function readAt<T>(url: string, path: string): Promise<T> {
  const response = await fetch(`${url}/control/${path}`);
  return (await response.json()) as T;
}

type Waits = Pick<
  LocalSlack,
  | 'waitForMessage'
  | 'waitForEphemeral'
  | 'waitForView'
  | 'waitForNoView'
  | 'waitForHome'
  | 'waitForNotice'
  | 'waitForBot'
>;

function waits({ waitFor }: Mirror): Waits {
  const newest = <T extends SlackMessage | SlackView>(
    what: string,
    things: (scene: Scene) => readonly (T | undefined)[],
    match: Match<T>,
    options: WaitOptions = {},
  ) => {
    const there = (scene: Scene) => things(scene).filter((thing) => thing !== undefined);
    return waitFor({
      what: `${what} matching ${String(match)}`,
      look: (scene) => there(scene).findLast((thing) => matches(thing, match)),
      seen: (scene) => there(scene).slice(-15).map(outline).join('\n'),
      timeoutMs: options.timeoutMs ?? usualTimeoutMs,
    });
  };
  const until = async (what: string, holds: (scene: Scene) => boolean, options: WaitOptions = {}) => {
    const look = (scene: Scene) => (holds(scene) ? true : undefined);
    const seen = (scene: Scene) => JSON.stringify({ modals: scene.modals, botConnected: scene.botConnected });
    await waitFor({ what, look, seen, timeoutMs: options.timeoutMs ?? usualTimeoutMs });
  };
  return {
    waitForMessage: (channel, match, options) =>
      newest(`a message in ${channel}`, (scene) => postedIn(scene, channel), match, options),
    waitForEphemeral: (user, match, options) =>
      newest(`an ephemeral for ${user}`, (scene) => shownTo(scene, user), match, options),
    waitForView: (user, match, options) =>
      newest(`a modal of ${user}`, (scene) => (scene.modals[user] ?? []).slice(-1), match, options),
    waitForNoView: (user, options) =>
      until(`${user} to have no modal`, (scene) => (scene.modals[user] ?? []).length === 0, options),
    waitForHome: (user, match, options) =>
      newest(`a Home view of ${user}`, (scene) => [scene.homes[user]], match, options),
    waitForNotice: (user, match, options = {}) =>
      waitFor({
        what: `Slack to tell ${user}: ${match}`,
        look: (scene) => scene.notices.findLast((notice) => notice.user === user && notice.text.includes(match)),
        seen: (scene) => scene.notices.map((notice) => `${notice.user}: ${notice.text}`).join('\n'),
        timeoutMs: options.timeoutMs ?? usualTimeoutMs,
      }),
    waitForBot: (connected = true, options) =>
      until(`the bot's connection to be ${connected}`, (scene) => scene.botConnected === connected, options),
  };
}

function postedIn(scene: Scene, channel: string): SlackMessage[] {
  return scene.messages.filter((message) => message.channel === channel && message.ephemeralFor === undefined);
}

function shownTo(scene: Scene, user: string): SlackMessage[] {
  return scene.messages.filter((message) => message.ephemeralFor === user);
}

function readings(url: string): Pick<LocalSlack, 'history' | 'thread' | 'ephemerals' | 'calls' | 'deliveries'> {
  const scene = () => readAt<Scene>(url, 'scene');
  return {
    history: async (channel) =>
      postedIn(await scene(), channel).filter((each) => each.thread_ts === undefined || each.thread_ts === each.ts),
    thread: async (channel, ts) =>
      postedIn(await scene(), channel).filter((each) => each.ts === ts || each.thread_ts === ts),
    ephemerals: async (user) => shownTo(await scene(), user),
    calls: async (method) => {
      const calls = await readAt<ApiCall[]>(url, 'calls');
      return calls.filter((call) => method === undefined || call.method === method);
    },
    deliveries: () => readAt<Delivery[]>(url, 'deliveries'),
  };
}
