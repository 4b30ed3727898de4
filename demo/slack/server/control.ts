import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Element } from '../elements.ts';
import { sceneOf } from '../scene.ts';
import type { Panel, Person, StateValue, StateValues } from '../shapes.ts';
import { clickInMessage, clickInView } from './acts/click.ts';
import { command } from './acts/command.ts';
import { addReaction, openHome, shortcut } from './acts/gestures.ts';
import { say } from './acts/say.ts';
import { close, submit } from './acts/submit.ts';
import { parseJson, readBody } from './arguments.ts';
import { type AnswerFault, noFaults } from './faults.ts';
import { personOf } from './lookup.ts';
import { verifyRequestUrl } from './signed-http.ts';
import { cutSockets, refreshSockets } from './socket-mode.ts';
import type { Entries } from './state-values.ts';
import { show, type World } from './world.ts';

/** One thing that can be asked at `POST /control/NAME`: the form of its body and what it does. */
interface Control {
  readonly run: (world: World, body: unknown) => unknown;
}

function control<T>(schema: z.ZodType<T>, run: (world: World, body: T) => unknown): Control {
  return { run: (world, body) => run(world, schema.parse(body)) };
}

const id = z.string().min(1);
const element = z.custom<Element>((value) => typeof value === 'object' && value !== null);
const click = {
  user: id,
  actionId: id,
  blockId: z.string().optional(),
  value: z.string().optional(),
  chosen: z.custom<StateValue>().optional(),
  element: element.optional(),
};
const panel = z.object({
  title: z.string(),
  description: z.string(),
  steps: z
    .array(
      z.object({
        label: z.string(),
        state: z.enum(['done', 'now', 'later']),
        how: z.string().optional(),
        actAs: id.optional(),
      }),
    )
    .optional(),
  buttons: z.array(z.object({ id, label: z.string(), description: z.string(), enabled: z.boolean() })),
  status: z.array(
    z.object({
      label: z.string(),
      value: z.string(),
      level: z.enum(['good', 'bad', 'neutral']).optional(),
      url: z.url().optional(),
    }),
  ),
});
const method = { method: z.string().default('*'), calls: z.number().int().positive().default(1) };
const faults = z.object({
  clear: z.boolean().optional(),
  dropAcks: z.number().int().min(0).optional(),
  duplicates: z.number().int().min(0).optional(),
  outage: z.enum(['none', 'refused', 'unavailable']).optional(),
  messageBurst: z.number().int().min(0).optional(),
  tiers: z.boolean().optional(),
  answer: z.object({ ...method, how: z.custom<AnswerFault['how']>() }).optional(),
});

/** Everything that a person, a test or the page can do to the workspace. */
const controls: Readonly<Record<string, Control>> = {
  'act/say': control(
    z.object({ user: id, channel: id, text: z.string().min(1), threadTs: z.string().optional() }),
    say,
  ),
  'act/command': control(z.object({ user: id, channel: id, command: id, text: z.string() }), command),
  'act/click': control(z.object({ ...click, channel: id, ts: id }), clickInMessage),
  'act/click-in-view': control(
    z.object({ ...click, viewId: id, values: z.custom<StateValues>().optional() }),
    clickInView,
  ),
  'act/submit': control(z.object({ user: id, viewId: id, entries: z.custom<Entries>() }), submit),
  'act/close': control(z.object({ user: id, viewId: id, clear: z.boolean().default(false) }), close),
  'act/react': control(z.object({ user: id, channel: id, ts: id, name: id }), addReaction),
  'act/open-home': control(z.object({ user: id }), openHome),
  'act/shortcut': control(
    z.object({ user: id, callbackId: id, channel: z.string().optional(), ts: z.string().optional() }),
    shortcut,
  ),
  faults: control(faults, setFaults),
  'sockets/cut': control(z.object({ count: z.number().int().positive() }), (world, { count }) =>
    cutSockets(world, count),
  ),
  'sockets/refresh': control(z.object({ reason: z.enum(['warning', 'refresh_requested']) }), (world, { reason }) =>
    refreshSockets(world, reason),
  ),
  'request-url': control(z.object({ url: z.url().nullable() }), setRequestUrl),
  plan: control(z.object({ plan: z.enum(['free', 'paid']) }), (world, { plan }) => {
    world.plan = plan;
  }),
  person: control(z.object({ id }).and(z.custom<Partial<Person>>()), changePerson),
  panel: control(panel.nullable(), (world, next) => show(world, { type: 'panel', panel: next as Panel | null })),
  'panel/press': control(z.object({ id }), pressPanel),
};

function setFaults(world: World, wanted: z.infer<typeof faults>): object {
  const { clear, answer, ...switches } = wanted;
  if (clear === true) Object.assign(world.faults, noFaults());
  const given = Object.entries(switches).filter(([, value]) => value !== undefined);
  Object.assign(world.faults, Object.fromEntries(given));
  if (answer !== undefined) world.faults.answers.push(answer);
  if (world.faults.outage !== 'none') cutSockets(world, world.sockets.length);
  return world.faults;
}

async function setRequestUrl(world: World, { url }: { url: string | null }): Promise<object> {
  if (url !== null && !(await verifyRequestUrl(world, url))) {
    throw new Error(`${url} did not answer the challenge; a request URL must echo it`);
  }
  world.requestUrl = url ?? undefined;
  show(world, { type: 'bot-connected', connected: url !== null || world.sockets.length > 0 });
  return { url };
}

function changePerson(world: World, changed: { id: string } & Partial<Person>): object {
  const person = { ...personOf(world, changed.id), ...changed };
  show(world, { type: 'person', person });
  return person;
}

function pressPanel(world: World, pressed: { id: string }): object {
  const button = world.scene.panel?.buttons.find((each) => each.id === pressed.id);
  if (button === undefined) throw new Error(`The panel has no button ${pressed.id}`);
  if (!button.enabled) throw new Error(`${button.label} cannot be pressed now`);
  show(world, { type: 'panel-pressed', id: pressed.id });
  return {};
}

/** What can be asked at `GET /control/NAME`. */
const readings: Readonly<Record<string, (world: World, query: URLSearchParams) => unknown>> = {
  credentials: (world) => world.credentials,
  scene: (world, query) => {
    const user = query.get('user');
    return user === null ? world.scene : sceneOf(user, world.scene);
  },
  calls: (world) => world.calls,
  deliveries: (world) => world.deliveries,
  faults: (world) => world.faults,
  canvases: (world) => [...world.canvases.values()].map((canvas) => ({ ...canvas, channels: [...canvas.channels] })),
};

/** Answers one request below `/control/`. Mistakes in it are answered with 400 and a sentence. */
export async function answerControl(world: World, path: string, request: IncomingMessage, response: ServerResponse) {
  const query = new URL(request.url ?? '/', 'http://local').searchParams;
  try {
    const result = request.method === 'POST' ? await act(world, path, request) : readings[path]?.(world, query);
    if (result === undefined && request.method !== 'POST') throw new Error(`There is nothing to read at ${path}`);
    sendJson(response, 200, result ?? {});
  } catch (error) {
    sendJson(response, 400, { error: (error as Error).message });
  }
}

async function act(world: World, path: string, request: IncomingMessage): Promise<unknown> {
  const found = controls[path];
  if (found === undefined) throw new Error(`There is nothing to do at ${path}`);
  return found.run(world, parseJson((await readBody(request)).toString()));
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
