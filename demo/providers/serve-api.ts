import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFaults, type Fault, type Faults } from './faults.ts';

/** A request after its token was accepted. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query, decoded by nobody yet. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Host and port, as the client named them. */
  readonly host: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiAnswer {
  readonly status: number;
  /** Left out for an answer without a body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One line of what was asked, for tests and for people who look on. */
export interface Asked {
  readonly line: string;
  readonly at: number;
  readonly status: number | 'cut';
}

export interface RunningApi {
  readonly url: string;
  readonly faults: Faults;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

export interface ApiWishes {
  /** Null where everybody may ask. */
  readonly token: string | null;
  /** The word before the token; `Bearer` unless said otherwise. */
  readonly scheme?: string;
  /** How this vendor says no without a valid token, and that there is no such place. */
  readonly unauthorized: ApiAnswer;
  readonly notFound: ApiAnswer;
  answer(request: ApiRequest): ApiAnswer | null;
}

/** A vendor's JSON API over real HTTP on loopback: bearer token, routes, and the faults that are waiting. */
export async function serveApi(wishes: ApiWishes): Promise<RunningApi> {
  const faults = createFaults();
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    respond(request, response, { wishes, faults, asked }).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    faults,
    asked,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface Desk {
  readonly wishes: ApiWishes;
  readonly faults: Faults;
  readonly asked: Asked[];
}

async function respond(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const at = performance.now();
  const read = await readRequest(request);
  const line = `${read.method} ${request.url}`;
  const fault = desk.faults.meet(line);
  const answer = fault?.kind === 'answer' ? fault : carryOut(request, read, fault, desk.wishes);
  const isCut = fault?.kind === 'cut' || fault?.kind === 'half';
  desk.asked.push({ line, at, status: isCut ? 'cut' : answer.status });
  if (fault?.kind === 'cut') {
    fault.after?.();
    return void response.destroy();
  }
  if (fault?.kind === 'slow') await later(fault.ms, response);
  send(response, answer, fault);
}

function carryOut(
  request: IncomingMessage,
  read: ApiRequest,
  fault: Fault | null,
  { token, scheme = 'Bearer', unauthorized, notFound, answer }: ApiWishes,
): ApiAnswer {
  if (token !== null && request.headers.authorization !== `${scheme} ${token}`) return unauthorized;
  if (fault?.kind === 'cut' && !fault.carriedOut) return notFound;
  return answer(read) ?? notFound;
}

function send(response: ServerResponse, { status, body, headers = {} }: ApiAnswer, fault: Fault | null): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  if (fault?.kind !== 'half') return void response.end(text);
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
}

async function readRequest(request: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    host: request.headers.host ?? '',
    body: text === '' ? {} : JSON.parse(text),
  };
}

/** Ends early when the other side has hung up. */
function later(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
