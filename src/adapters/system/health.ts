import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What must be in order before the bot is sent work; `say` is shown to whoever asks on this machine. */
export type ReadinessCheck = () => Promise<{ readonly ok: boolean; readonly say: string }>;

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A check that takes longer than this counts as failed. */
const CHECK_MS = 2_000;

/**
 * Answers `/healthz` (the process lives) and `/readyz` (every check passes) on loopback only. A server of its own:
 * Bolt's custom routes listen on all interfaces.
 */
export async function startHealth(
  port: number,
  checks: Readonly<Record<string, ReadinessCheck>>,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    // Not parsed as a URL: what a request line may say, such as `//`, can be no URL at all.
    const [path] = (request.url ?? '/').split('?');
    if (request.method !== 'GET') answer(response, 405, { error: 'GET only' });
    else if (path === '/healthz') answer(response, 200, { ok: true });
    else if (path === '/readyz') void readiness(checks).then((ready) => answer(response, ready.ok ? 200 : 503, ready));
    else answer(response, 404, { error: 'there is /healthz and /readyz' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
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

async function readiness(checks: Readonly<Record<string, ReadinessCheck>>) {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await inTime(check)] as const),
  );
  return { ok: results.every(([, { ok }]) => ok), checks: Object.fromEntries(results) };
}

async function inTime(check: ReadinessCheck): Promise<{ ok: boolean; say: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ ok: boolean; say: string }>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, say: `no answer within ${CHECK_MS} ms` }), CHECK_MS);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return { ok: false, say: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
