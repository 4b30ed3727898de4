import { z } from 'zod';
import type { QueryName } from '../releases/release.ts';
import { type Call, Refusal, type Reply } from './http.ts';
import { openSession, passwordMatches } from './sessions.ts';
import type { TestRuns } from './test-runs.ts';

/** What a route works with. */
export interface Desk {
  /** Runs one of the release's statements. */
  ask(query: QueryName, values: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** The signed-in user; throws Refusal 401. */
  user(call: Call): number;
  readonly sessionSecret: string;
  readonly testRuns: Pick<TestRuns, 'areOff' | 'askModel' | 'markFailed'>;
}

type Handle = (desk: Desk, call: Call, ids: readonly number[]) => Promise<Reply>;

/** One line of the API. `writes` are refused in maintenance mode; `(\d+)` groups of the path become `ids`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  readonly writes: boolean;
  readonly handle: Handle;
}

const Credentials = z.object({ email: z.string(), password: z.string() });
const Prompt = z.object({
  title: z.string().min(1).max(200),
  description: z.string().max(2000).default(''),
  tags: z.array(z.string().max(40)).max(20).default([]),
  content: z.string().min(1).max(50_000),
  changeNote: z.string().max(500).default(''),
});
const Version = z.object({ content: z.string().min(1).max(50_000), changeNote: z.string().max(500).default('') });
const TestRun = z.object({
  promptId: z.number().int(),
  model: z.string().default('offline-1'),
  input: z.record(z.string(), z.unknown()),
});
const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});

/** The whole API, but for health and administration. */
export const routes: readonly Route[] = [
  { method: 'POST', path: /^\/api\/auth\/login$/, writes: false, handle: logIn },
  { method: 'GET', path: /^\/api\/prompts$/, writes: false, handle: listPrompts },
  { method: 'POST', path: /^\/api\/prompts$/, writes: true, handle: createPrompt },
  { method: 'GET', path: /^\/api\/prompts\/(\d+)$/, writes: false, handle: readPrompt },
  { method: 'PUT', path: /^\/api\/prompts\/(\d+)$/, writes: true, handle: changePrompt },
  { method: 'DELETE', path: /^\/api\/prompts$/, writes: true, handle: deletePromptsByTitle },
  { method: 'DELETE', path: /^\/api\/prompts\/(\d+)$/, writes: true, handle: deletePrompt },
  { method: 'GET', path: /^\/api\/prompts\/(\d+)\/versions$/, writes: false, handle: listVersions },
  { method: 'POST', path: /^\/api\/prompts\/(\d+)\/versions$/, writes: true, handle: addVersion },
  { method: 'POST', path: /^\/api\/prompts\/(\d+)\/versions\/(\d+)\/restore$/, writes: true, handle: restoreVersion },
  { method: 'GET', path: /^\/api\/test-runs$/, writes: false, handle: listTestRuns },
  { method: 'POST', path: /^\/api\/test-runs$/, writes: true, handle: recordTestRun },
];

async function logIn(desk: Desk, call: Call): Promise<Reply> {
  const { email, password } = parse(Credentials, call.body);
  const [found] = await desk.ask('findUser', [email]);
  const { password_hash: stored, ...user } = found ?? {};
  if (!passwordMatches(password, String(stored))) throw new Refusal(401, 'wrong email or password');
  const { id } = user;
  return { status: 200, body: { token: openSession(desk.sessionSecret, Number(id), Date.now()), user } };
}

async function listPrompts(desk: Desk, call: Call): Promise<Reply> {
  const { limit, offset } = parse(Page, Object.fromEntries(call.query));
  return { status: 200, body: { prompts: await desk.ask('listPrompts', [limit, offset]) } };
}

async function createPrompt(desk: Desk, call: Call): Promise<Reply> {
  const { title, description, tags, content } = parse(Prompt, call.body);
  return made(await desk.ask('createPrompt', [desk.user(call), title, description, tags, content]));
}

async function readPrompt(desk: Desk, _call: Call, [id]: readonly number[]): Promise<Reply> {
  return one(await desk.ask('readPrompt', [id]));
}

async function changePrompt(desk: Desk, call: Call, [id]: readonly number[]): Promise<Reply> {
  const { title, description, tags, content, changeNote } = parse(Prompt, call.body);
  return one(await desk.ask('changePrompt', [id, title, description, tags, content, changeNote, desk.user(call)]));
}

async function deletePrompt(desk: Desk, call: Call, [id]: readonly number[]): Promise<Reply> {
  desk.user(call);
  return one(await desk.ask('deletePrompt', [id]));
}

/** For whoever does not know the ids any more, such as a smoke check whose runner was killed. */
async function deletePromptsByTitle(desk: Desk, call: Call): Promise<Reply> {
  desk.user(call);
  const { title } = parse(z.object({ title: z.string().min(1) }), Object.fromEntries(call.query));
  return { status: 200, body: { deleted: await desk.ask('deletePromptsByTitle', [title]) } };
}

async function listVersions(desk: Desk, _call: Call, [id]: readonly number[]): Promise<Reply> {
  return { status: 200, body: { versions: await desk.ask('listVersions', [id]) } };
}

async function addVersion(desk: Desk, call: Call, [id]: readonly number[]): Promise<Reply> {
  const { content, changeNote } = parse(Version, call.body);
  return made(await desk.ask('addVersion', [id, content, changeNote, desk.user(call)]));
}

async function restoreVersion(desk: Desk, call: Call, [id, version]: readonly number[]): Promise<Reply> {
  return made(await desk.ask('restoreVersion', [id, version, desk.user(call)]));
}

async function listTestRuns(desk: Desk, call: Call): Promise<Reply> {
  const { promptId } = parse(z.object({ promptId: z.coerce.number().int() }), Object.fromEntries(call.query));
  return { status: 200, body: { testRuns: await desk.ask('listTestRuns', [promptId]) } };
}

/** The model provider answers or does not; a run that failed stays, with the reason and the id of its request. */
async function recordTestRun(desk: Desk, call: Call): Promise<Reply> {
  const { promptId, model, input } = parse(TestRun, call.body);
  if (desk.testRuns.areOff()) throw new Refusal(503, 'test runs are switched off', { retryAfterSeconds: 60 });
  const latencyMs = 1;
  const trouble = await desk.testRuns.askModel();
  const values = [promptId, desk.user(call), model, input, call.correlationId, latencyMs];
  const reply = made(await desk.ask('recordTestRun', values));
  if (trouble === null) return reply;
  await desk.testRuns.markFailed((reply.body as { id: number }).id, trouble);
  throw new Refusal(502, trouble);
}

function one([row]: readonly Record<string, unknown>[]): Reply {
  if (row === undefined) throw new Refusal(404, 'there is no such prompt or version');
  return { status: 200, body: row };
}

function made(rows: readonly Record<string, unknown>[]): Reply {
  return { ...one(rows), status: 201 };
}

function parse<Output>(schema: z.ZodType<Output>, given: unknown): Output {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  throw new Refusal(400, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
