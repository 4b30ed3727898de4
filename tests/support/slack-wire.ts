import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChannelId } from '../../src/domain/ids.ts';
import { type Chat, ChatTrouble } from '../../src/ports/chat.ts';

/** One call as the wire saw it. */
export interface WireCall {
  readonly method: 'post' | 'edit' | 'find' | 'open';
  readonly channel: string;
  readonly key: string;
  readonly text: string;
  readonly threadTs: string | null;
  readonly ts: string | null;
  readonly atMs: number;
}

/**
 * What goes wrong with a call: `lost` is carried out but never answered, `swallowed` is neither, `held` is carried out
 * and answered when the test says so, a number is a Retry-After in seconds, a text is Slack's refusal.
 */
export type Fault = 'lost' | 'swallowed' | { readonly held: Promise<void> } | number | string;

export interface SlackWire {
  readonly url: string;
  /** Messages in the order in which they were posted, as they look now. */
  readonly posts: {
    readonly key: string;
    text: string;
    readonly channel: string;
    readonly threadTs: string | null;
    readonly ts: string;
    readonly atMs: number;
  }[];
  readonly calls: WireCall[];
  fault: (call: WireCall) => Fault | undefined;
  /** Resolves with the first call, from now on, that fits. */
  seen(fits: (call: WireCall) => boolean): Promise<WireCall>;
  close(): Promise<void>;
}

/** The smallest Slack on a real wire: it remembers what was posted. The local Slack of the demo is the one with rules. */
export async function startSlackWire(): Promise<SlackWire> {
  const waiting: { fits: (call: WireCall) => boolean; resolve: (call: WireCall) => void }[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const wire: SlackWire = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts: [],
    calls: [],
    fault: () => undefined,
    seen: (fits) => new Promise((resolve) => waiting.push({ fits, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = { ...(await bodyOf(request)), atMs: performance.now() } as WireCall;
    const fault = wire.fault(call);
    const done = fault === undefined || fault === 'lost' || typeof fault === 'object' ? carryOut(wire, call) : null;
    wire.calls.push(call);
    for (const { resolve } of waiting.filter(({ fits }) => fits(call))) resolve(call);
    if (typeof fault === 'object') await fault.held;
    reply(response, fault, done);
  }
  return wire;
}

function reply(response: ServerResponse, fault: Fault | undefined, done: { ts: string } | null): void {
  if (fault === 'lost' || fault === 'swallowed') response.destroy();
  else if (typeof fault === 'number') response.writeHead(429, { 'retry-after': String(fault) }).end();
  else response.end(JSON.stringify(typeof fault === 'string' ? { error: fault } : { ok: done }));
}

function carryOut(wire: SlackWire, call: WireCall): { ts: string } | null {
  const { key, text, channel, threadTs } = call;
  switch (call.method) {
    case 'post': {
      const ts = `1700000000.${String(wire.posts.length + 1).padStart(6, '0')}`;
      wire.posts.push({ key, text, channel, threadTs, ts, atMs: call.atMs });
      return { ts };
    }
    case 'edit': {
      const post = wire.posts.find(({ ts }) => ts === call.ts);
      if (post !== undefined) post.text = text;
      return null;
    }
    case 'find':
      return (
        wire.posts.find((post) => post.key === key && post.channel === channel && post.threadTs === threadTs) ?? null
      );
    case 'open':
      return { ts: `D${channel.slice(1)}` };
  }
}

async function bodyOf(request: IncomingMessage): Promise<object> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text);
}

/** Talks to the wire as the real adapter talks to Slack. */
export function wireChat(url: string): Pick<Chat, 'post' | 'edit' | 'find' | 'directChannel'> {
  async function call(method: WireCall['method'], given: object): Promise<{ ts: string } | null> {
    const body = JSON.stringify({ threadTs: null, ts: null, key: '', text: '', ...given, method });
    const response = await fetch(url, { method: 'POST', body }).catch((cause: Error) => {
      const refused = cause.cause instanceof Error && 'code' in cause.cause && cause.cause.code === 'ECONNREFUSED';
      throw new ChatTrouble({ kind: refused ? 'away' : 'unknown-outcome', reason: 'the wire broke', cause });
    });
    if (response.status === 429) {
      const retryAfterMs = Number(response.headers.get('retry-after')) * 1000;
      throw new ChatTrouble({ kind: 'rate-limited', reason: 'ratelimited', retryAfterMs });
    }
    const answer = (await response.json()) as { ok: { ts: string } | null; error?: string };
    if (answer.error !== undefined) throw new ChatTrouble({ kind: 'refused', reason: answer.error });
    return answer.ok;
  }
  return {
    async post(given) {
      return { ts: (await call('post', given))?.ts ?? '' };
    },
    async edit(given) {
      await call('edit', given);
    },
    find: (given) => call('find', given),
    async directChannel(person) {
      return ChannelId.parse((await call('open', { channel: person }))?.ts);
    },
  };
}
