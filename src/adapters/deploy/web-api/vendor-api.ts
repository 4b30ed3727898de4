import type { z } from 'zod';
import type { Ask, Reply } from '../../../ports/http.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { askedToWaitMs, longestWaitMs, waitFor } from './patience.ts';
import { type Asked, refusal, troubleOf, unreachable } from './vendor-errors.ts';

/** What a vendor's web API is reached with. */
export interface VendorGround extends Asked {
  readonly ask: Ask;
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly timeoutMs: number;
  /** How often policy looks at a deploy; a vendor that stumbles is asked again at that pace. */
  readonly paceMs: number;
}

/** One call, and what it is for in the words of its errors: "read the deploys". */
export interface Call {
  readonly what: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** What became of a request that changes something. */
export type Sent =
  | { readonly kind: 'taken'; readonly body: unknown }
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * A vendor's JSON over HTTP. Reading, and what may be sent twice, is repeated after a cut or a 5xx; a 429 is waited out
 * as the vendor asks. Throws RecourseError `provider-refused` and `provider-unreachable`, and the signal's reason.
 */
export interface VendorApi {
  get<Body>(call: Call, schema: z.ZodType<Body>, effort: Effort): Promise<Body>;
  /** Sends what may be sent again: setting a value to what it should be. */
  set(call: Call, body: unknown, effort: Effort): Promise<void>;
  /** Sends once. Where no answer says whether it was taken, the caller has to look. */
  post(call: Call, body: unknown, effort: Effort): Promise<Sent>;
}

/** A vendor that stumbles is asked again after so many paces: with the usual pace of 3 s, for 21 s in all. */
const stumbleWaits = [1, 2, 4];

export function createVendorApi(ground: VendorGround): VendorApi {
  return {
    async get(call, schema, effort) {
      const reply = await askPatiently(ground, call, { method: 'GET', body: null, repeatable: true }, effort);
      return understand(ground, call, schema, accepted(ground, call, reply));
    },
    async set(call, body, effort) {
      const reply = await askPatiently(ground, call, { method: 'PATCH', body, repeatable: true }, effort);
      accepted(ground, call, reply);
    },
    async post(call, body, effort) {
      const reply = await askPatiently(ground, call, { method: 'POST', body, repeatable: false }, effort);
      if (reply.kind === 'unanswered' && reply.neverSent) throw unreachable(ground, call.what, reply.why);
      if (saysNothing(reply)) return { kind: 'unknown', why: troubleOf(reply) };
      return { kind: 'taken', body: parsed(accepted(ground, call, reply).text) };
    },
  };
}

interface Sending {
  readonly method: string;
  readonly body: unknown;
  readonly repeatable: boolean;
}

type Answered = Extract<Reply, { kind: 'answered' }>;

/** Asks until there is an answer that says something, as far as asking again can do no harm. */
async function askPatiently(ground: VendorGround, call: Call, sending: Sending, effort: Effort): Promise<Reply> {
  let waitedMs = 0;
  let stumbles = 0;
  for (;;) {
    const reply = await ground.ask(questionOf(ground, call, sending), effort.signal);
    const waitMs = waitBefore(reply, { ...sending, stumbles, waitedMs, paceMs: ground.paceMs });
    if (waitMs === null) return reply;
    if (isLimited(reply)) waitedMs += waitMs;
    else stumbles += 1;
    effort.progress(`${ground.vendor}: ${troubleOf(reply)}; asking again in ${Math.ceil(waitMs / 1_000)} s`);
    await waitFor(waitMs, effort.signal);
  }
}

/** How long until it is asked again, in ms; null where this answer has to do. */
function waitBefore(
  reply: Reply,
  { repeatable, stumbles, waitedMs, paceMs }: Sending & { stumbles: number; waitedMs: number; paceMs: number },
): number | null {
  if (isLimited(reply)) {
    // A 429 says that nothing was done, so even a POST may be sent again.
    const waitMs = askedToWaitMs(reply, new Date());
    return waitedMs + waitMs <= longestWaitMs ? waitMs : null;
  }
  const harmless = repeatable || (reply.kind === 'unanswered' && reply.neverSent);
  const paces = saysNothing(reply) && harmless ? stumbleWaits[stumbles] : undefined;
  return paces === undefined ? null : paces * paceMs;
}

function isLimited(reply: Reply): reply is Answered {
  return reply.kind === 'answered' && reply.status === 429;
}

/** A cut, a timeout and a 5xx leave open whether the request was carried out. */
function saysNothing(reply: Reply): boolean {
  return reply.kind === 'unanswered' || reply.status >= 500;
}

function questionOf(ground: VendorGround, call: Call, { method, body }: Sending) {
  const query = new URLSearchParams(
    Object.entries(call.query ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
  return {
    method,
    url: `${ground.url}${call.path}${query === '' ? '' : `?${query}`}`,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${ground.token}`,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    },
    body: body === null ? null : JSON.stringify(body),
    timeoutMs: ground.timeoutMs,
  };
}

function accepted(ground: VendorGround, { what }: Call, reply: Reply): Answered {
  if (reply.kind === 'unanswered' || reply.status >= 500) throw unreachable(ground, what, troubleOf(reply));
  if (reply.status >= 200 && reply.status < 300) return reply;
  if (isLimited(reply)) throw unreachable(ground, what, 'it has too many requests and asks for a longer pause (429)');
  throw refusal(ground, what, reply);
}

function understand<Body>(ground: VendorGround, { what }: Call, schema: z.ZodType<Body>, { text }: Answered): Body {
  const found = schema.safeParse(parsed(text));
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const where = issue === undefined ? '' : ` (at ${issue.path.join('.') || 'its start'}: ${issue.message})`;
  throw unreachable(ground, what, `its answer is not in the form that it documents${where}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // 202 comes without a body; where one is needed, its schema says so
  }
}
