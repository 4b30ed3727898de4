import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readCheckout } from '../checkout.ts';
import type { ServiceConfig } from '../service-config.ts';
import { administer, type Office } from './administration.ts';
import { ask, openPool } from './database.ts';
import { type Call, Refusal, type Reply, readBody } from './http.ts';
import { type Maintenance, openMaintenance } from './maintenance.ts';
import { type Desk, routes } from './routes.ts';
import { sameText, userOfSession } from './sessions.ts';
import { openTestRuns } from './test-runs.ts';

const smokeHeader = 'x-recourse-smoke';
const smokeUser = 1;
const maintenanceRetrySeconds = 5;

/** The running service; `close` lets requests in flight finish. */
export interface Service {
  close(): Promise<void>;
}

/** Starts the API on loopback. Throws when the port is taken or no known commit is checked out. */
export async function serve(config: ServiceConfig, log: (event: object) => void): Promise<Service> {
  const pool = openPool(config.databaseUrl, log);
  const maintenance = openMaintenance(config.maintenanceFile);
  const testRuns = openTestRuns({
    pool,
    providerUrl: config.providerUrl,
    off: openMaintenance(config.testRunsFile),
    maintenance,
    log,
  });
  let release = readCheckout(config.checkout);
  const office: Office = {
    adminToken: config.adminToken,
    maintenance,
    testRuns,
    commit: () => release.commit,
    reload() {
      release = readCheckout(config.checkout);
      log({ event: 'release-loaded', commit: release.commit });
    },
  };
  const desk: Desk = {
    ask: (query, values) => ask(pool, release.queries[query], values),
    user: (call) => signedInUser(config.sessionSecret, call),
    sessionSecret: config.sessionSecret,
    testRuns,
  };
  const server = createServer((request, response) => {
    void answer(request, response, { desk, office, smokeToken: config.smokeToken, log });
  });
  server.listen(config.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    close: () => {
      testRuns.stop();
      return close(server, () => pool.end());
    },
  };
}

interface Room {
  readonly desk: Desk;
  readonly office: Office;
  readonly smokeToken: string;
  readonly log: (event: object) => void;
}

async function answer(request: IncomingMessage, response: ServerResponse, room: Room): Promise<void> {
  const correlationId = correlationIdOf(request);
  try {
    const call = await readCall(request, correlationId, room.smokeToken);
    send(
      response,
      correlationId,
      administer(room.office, call) ?? (await route(call, room.desk, room.office.maintenance)),
    );
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'unexpected error', { cause: error });
    const { status, message, sqlstate, retryAfterSeconds } = refusal;
    if (status >= 500)
      room.log({
        event: 'request-failed',
        request: `${request.method} ${request.url}`,
        status,
        message,
        sqlstate,
        correlationId,
      });
    const body = { error: { message, correlationId, ...(sqlstate === undefined ? {} : { sqlstate }) } };
    send(response, correlationId, { status, body, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
  }
}

async function readCall(request: IncomingMessage, correlationId: string, smokeToken: string): Promise<Call> {
  const url = new URL(request.url ?? '/', 'http://loopback');
  const { headers } = request;
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    body: await readBody(request),
    correlationId,
    bearer: headers.authorization?.replace(/^Bearer /, ''),
    smoke: sameText(String(headers[smokeHeader] ?? ''), smokeToken),
  };
}

async function route(call: Call, desk: Desk, maintenance: Maintenance): Promise<Reply> {
  for (const { method, path, writes, handle } of routes) {
    const match = method === call.method ? path.exec(call.path) : null;
    if (match === null) continue;
    if (writes && maintenance.isOn() && !call.smoke) {
      throw new Refusal(503, 'maintenance: changes are not possible at the moment', {
        retryAfterSeconds: maintenanceRetrySeconds,
      });
    }
    return handle(desk, call, match.slice(1).map(Number));
  }
  throw new Refusal(404, 'there is no such path');
}

function signedInUser(secret: string, call: Call): number {
  const user = call.smoke ? smokeUser : userOfSession(secret, call.bearer ?? '', Date.now());
  if (user === undefined) throw new Refusal(401, 'log in first');
  return user;
}

function correlationIdOf(request: IncomingMessage): string {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}

function send(response: ServerResponse, correlationId: string, reply: Reply): void {
  response.statusCode = reply.status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('x-correlation-id', correlationId);
  if (reply.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(reply.retryAfterSeconds));
  response.end(JSON.stringify(reply.body));
}

async function close(server: Server, last: () => Promise<void>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
  await last();
}
