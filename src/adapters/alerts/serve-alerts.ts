import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { type Alert, type AlertForm, alertForms } from '../../domain/alert.ts';
import type { Secret } from '../../domain/secret.ts';
import { distrust } from './check-sender.ts';
import { rateLimit } from './rate-limit.ts';
import { BODY_MAX, readBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import { readWebhook } from './read-webhook.ts';

export interface AlertServerNeeds {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly secret: Secret;
  now(): Date;
  /** Durable once it comes back: how many alerts said something new, or null where there is no such service. Throws where the store is away. */
  take(service: string, alerts: readonly Alert[]): Promise<number | null>;
  /** A request has so long to be sent whole, in ms; by default ten seconds. */
  readonly requestMs?: number;
  /** Told without what was sent: it may hold secrets. */
  refused(facts: { readonly status: number; readonly path: string; readonly why: string }): void;
}

export interface AlertServer {
  readonly port: number;
  close(): Promise<void>;
}

const REQUEST_MS = 10_000;
const CONNECTIONS_MAX = 100;

interface Answer {
  /** For the log only. */
  readonly cause?: string;
  readonly status: number;
  readonly body: object;
  readonly retryAfterS?: number;
}

/**
 * `POST /alerts/SERVICE/alertmanager|grafana|json`, on a port of its own (P9). A sender is answered 200 when its alerts
 * stand in the store, 4xx where sending them again cannot help, and 503 where it will.
 */
export async function serveAlerts(needs: AlertServerNeeds): Promise<AlertServer> {
  const limit = rateLimit();
  const requestMs = needs.requestMs ?? REQUEST_MS;
  const timeouts = {
    requestTimeout: requestMs,
    headersTimeout: requestMs / 2,
    // Left to itself, Node looks every half minute: until then, whoever sends a byte at a time holds the door.
    connectionsCheckingInterval: requestMs / 10,
  };
  const server = createServer(timeouts, (request, response) => {
    void hear(needs, limit, request)
      .catch((error: unknown) => ({ ...away, cause: error instanceof Error ? error.message : String(error) }))
      .then((answer) => {
        if (answer.status >= 400) needs.refused({ status: answer.status, ...aboutOf(request, answer) });
        send(request, response, answer);
      });
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(needs.port, needs.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const away: Answer = {
  status: 503,
  body: { error: 'The alerts could not be written down.', next: 'Send them again; nothing was taken.' },
  retryAfterS: 10,
};

async function hear(
  needs: AlertServerNeeds,
  limit: ReturnType<typeof rateLimit>,
  request: IncomingMessage,
): Promise<Answer> {
  const [, service = '', said] = /^\/alerts\/([^/?]+)\/([a-z]+)$/.exec(request.url ?? '') ?? [];
  const form = alertForms.find((each) => each === said);
  if (form === undefined) return refusal(404, `there is /alerts/SERVICE/${alertForms.join('|')}`);
  if (request.method !== 'POST') return refusal(405, 'POST only');
  const packed = request.headers['content-encoding'] ?? 'identity';
  if (packed !== 'identity') return refusal(415, 'send it as it is: a body that is packed is not read');
  const nowMs = needs.now().getTime();
  const body = await readBody(request);
  if (body === null) return refusal(413, `at most ${BODY_MAX} bytes; group fewer alerts`);
  const doubt = distrust(form, { headers: request.headers, body }, needs.secret, nowMs);
  // Behind a proxy everybody has one address: strangers wait for each other, and never let the monitoring wait.
  const address = String(request.socket.remoteAddress);
  const waitS = limit(doubt === null ? address : `stranger ${address}`, nowMs);
  if (waitS > 0) return { ...refusal(429, 'too many requests'), retryAfterS: waitS };
  if (doubt !== null) return refusal(401, doubt);
  const read = readAlerts(form, body);
  if (!Array.isArray(read)) return read as Answer;
  const taken = await needs.take(service, read);
  return taken === null
    ? refusal(404, 'recourse.yaml has no service of this name')
    : { status: 200, body: { ok: true, heard: read.length, new: taken } };
}

function readAlerts(form: AlertForm, body: Buffer): readonly Alert[] | Answer {
  try {
    const sent: unknown = JSON.parse(body.toString('utf8'));
    return form === 'json' ? readJson(sent) : readWebhook(form, sent);
  } catch (error) {
    if (!(error instanceof ZodError)) return refusal(400, 'this is not JSON');
    const [first] = error.issues;
    return refusal(422, `${first?.path.join('.') || 'the whole'}: ${first?.message}`);
  }
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

function aboutOf(request: IncomingMessage, { body, cause }: Answer) {
  const path = (request.url ?? '').split('?')[0]?.slice(0, 100) ?? '';
  return { path, why: cause ?? ('error' in body ? String(body.error) : '') };
}

function send(request: IncomingMessage, response: ServerResponse, { status, body, retryAfterS }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    // What was not read is not waited for.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(`${JSON.stringify(body)}\n`);
  if (!request.complete) response.once('finish', () => request.destroy());
}
