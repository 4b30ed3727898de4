import type { IncomingMessage, ServerResponse } from 'node:http';
import { fieldOf } from '../../limit-checks.ts';
import { type Args, optionalText, parseArguments, readBody } from '../arguments.ts';
import { type AnswerFailure, takeAnswerFault } from '../faults.ts';
import { takeMethodSlot } from '../rate-limits.ts';
import { SlackRefusal, TooManyRequests } from '../refusal.ts';
import { later, type World } from '../world.ts';
import { appMethods } from './apps.ts';
import { canvasMethods } from './canvases.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { historyMethods } from './history.ts';
import type { Method, Methods } from './method.ts';
import { peopleMethods } from './people.ts';
import { reactionMethods } from './reactions.ts';
import { viewMethods } from './views.ts';

/** Everything that can be called. */
const methods: Methods = {
  ...appMethods,
  ...canvasMethods,
  ...chatMethods,
  ...conversationMethods,
  ...historyMethods,
  ...peopleMethods,
  ...viewMethods,
  ...reactionMethods,
  ...fileMethods,
};

const callsKept = 20_000;

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/** Answers one call to `/api/METHOD`, with the faults that are set for it. */
export async function answerCall(world: World, name: string, request: IncomingMessage, response: ServerResponse) {
  const body = await readBody(request);
  const fault = takeAnswerFault(world.faults, name);
  const { args, answer } = perform(world, name, request, body, fault);
  note(world, name, args, answer);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'cut') return void response.destroy();
  const send = () => {
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
    response.end(JSON.stringify(answer.body));
  };
  if (fault?.kind === 'delay') later(world, fault.ms, send);
  else send();
}

function perform(
  world: World,
  name: string,
  request: IncomingMessage,
  body: Buffer,
  fault: AnswerFailure | undefined,
): { args: Args; answer: Answer } {
  let args: Args = {};
  try {
    args = parseArguments(request, body);
    const method = methods[name];
    if (fault?.kind === 'ratelimited') throw new TooManyRequests(fault.retryAfterSeconds);
    if (fault?.kind === 'error') throw new SlackRefusal(fault.code);
    if (method === undefined) throw new SlackRefusal('unknown_method', { req_method: name });
    authorise(world, method, args, tokenOf(request, args));
    takeMethodSlot(world, name, method.perMinute);
    return { args, answer: answerWith(world, { ok: true, ...method.run(world, args) }) };
  } catch (error) {
    return { args, answer: refusalAnswer(world, error) };
  }
}

function tokenOf(request: IncomingMessage, args: Args): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? optionalText(args, 'token');
}

function authorise(world: World, method: Method, args: Args, token: string | undefined): void {
  const { botToken, appToken } = world.credentials;
  if (token === undefined) throw new SlackRefusal('not_authed');
  if (token !== botToken && token !== appToken) throw new SlackRefusal('invalid_auth');
  if ((method.appToken === true) !== (token === appToken)) throw new SlackRefusal('not_allowed_token_type');
  const needed = typeof method.scope === 'function' ? method.scope(world, args) : method.scope;
  if (needed !== undefined && !needed.split(',').some((scope) => world.scopes.has(scope))) {
    throw new SlackRefusal('missing_scope', { needed, provided: [...world.scopes].join(',') });
  }
}

function answerWith(world: World, body: Record<string, unknown>): Answer {
  return { status: 200, headers: { 'x-oauth-scopes': [...world.scopes].join(',') }, body };
}

function refusalAnswer(world: World, error: unknown): Answer {
  if (error instanceof TooManyRequests) {
    const headers = { 'retry-after': String(error.retryAfterSeconds) };
    return { status: 429, headers, body: { ok: false, error: 'ratelimited' } };
  }
  if (error instanceof SlackRefusal) return answerWith(world, { ok: false, error: error.code, ...error.details });
  throw error;
}

function note(world: World, method: string, args: Args, { body }: Answer): void {
  const { token: _token, ...shown } = args;
  const outcome = fieldOf(body, 'ok') === true ? 'ok' : String(fieldOf(body, 'error'));
  world.calls.push({ method, at: world.now(), args: shown, outcome });
  if (world.calls.length > callsKept) world.calls.splice(0, callsKept / 2);
}
