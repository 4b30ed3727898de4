// The web of one commit, as a process of its own: serve-web.ts --config FILE --build FOLDER --commit ID
// Requests to /api/ go on to the API, as a rewrite in vercel.json sends them.
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { readBody } from '../../promptrefine/service/http.ts';
import { readStart } from '../storefront-config.ts';
import { type Answer, json, listen } from './listen.ts';

const timeoutMs = 10_000;
const { apiPort, webPort, build, commit } = readStart(process.argv.slice(2));
const page: typeof import('../commits/1-good/web/page.ts') = await import(join(build, 'web', 'page.ts'));
const apiUrl = `http://127.0.0.1:${apiPort}`;

await listen(webPort, async (request) => {
  const { url = '/' } = request;
  if (url === '/healthz') return json(200, { service: 'storefront-web', commit });
  if (url.startsWith('/api/')) return passOn(request, url);
  const answer = await fetch(`${apiUrl}/api/orders`, { signal: AbortSignal.timeout(timeoutMs) });
  if (!answer.ok) return { status: 502, type: 'text/html', body: `<h1>Storefront is not available</h1>` };
  const orders = (await answer.json()) as Parameters<typeof page.renderPage>[0];
  return { status: 200, type: 'text/html', body: page.renderPage(orders) };
});

async function passOn(request: IncomingMessage, url: string): Promise<Answer> {
  const body = await readBody(request);
  const answer = await fetch(`${apiUrl}${url}`, {
    method: request.method ?? 'GET',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, type: 'application/json', body: await answer.text() };
}
