import { demoEmail, demoPassword } from '../seed-database.ts';
import type { AcknowledgedRow } from './acknowledged.ts';
import { type Counters, openTally } from './counters.ts';
import { chooseRequest, type TrafficRequest } from './requests.ts';

const timeoutMs = 5_000;

/** Steady requests against the service, and what came back. */
export interface Traffic {
  counters(): Counters;
  acknowledged(): readonly AcknowledgedRow[];
  /** Requests per second from now on; 0 pauses. */
  setRate(perSecond: number): void;
}

/** Drives the service; it never gives up, because what fails is what we want to see. */
export function driveTraffic(baseUrl: string, prompts: number, ratePerSecond: number): Traffic {
  const tally = openTally();
  const acknowledged: AcknowledgedRow[] = [];
  let token: string | undefined;
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;

  async function take(request: TrafficRequest): Promise<number> {
    if (request.writes !== undefined) token ??= await logIn(baseUrl);
    const response = await send(baseUrl, request, token);
    if (response.status === 401) token = undefined;
    const answer = (await response.json()) as { id?: number };
    if (response.status === 201 && request.writes !== undefined && answer.id !== undefined) {
      acknowledged.push({ ...request.writes, id: answer.id, atMs: Date.now() });
    }
    return response.status;
  }
  function next(): void {
    turn += 1;
    void take(chooseRequest(turn, prompts)).then(
      (status) => tally.count(status, Date.now()),
      () => tally.count(0, Date.now()), // no answer: refused, reset or too late
    );
  }
  function setRate(perSecond: number): void {
    clearInterval(timer);
    timer = perSecond > 0 ? setInterval(next, 1000 / perSecond) : undefined;
  }
  setRate(ratePerSecond);
  return { counters: tally.read, acknowledged: () => acknowledged, setRate };
}

function send(baseUrl: string, request: TrafficRequest, token: string | undefined): Promise<Response> {
  const { method, path, body, correlationId } = request;
  return fetch(`${baseUrl}${path}`, {
    method,
    headers: {
      'x-correlation-id': correlationId,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Undefined while the service cannot log anybody in; the write that needed it is then refused and counted. */
async function logIn(baseUrl: string): Promise<string | undefined> {
  const body = JSON.stringify({ email: demoEmail, password: demoPassword });
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${baseUrl}/api/auth/login`, { method: 'POST', body, signal });
  const { token } = (await response.json()) as { token?: string };
  return token;
}
