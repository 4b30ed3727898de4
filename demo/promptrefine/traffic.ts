// Steady traffic, as a process of its own: node demo/promptrefine/traffic.ts --url http://127.0.0.1:PORT --prompts 40000 --rate 20
// It prints one line of JSON with the port of its own page: GET /counters, GET /acknowledged, POST /rate {"perSecond": 20}
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { readBody } from './service/http.ts';
import { driveTraffic, type Traffic } from './traffic/drive.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    prompts: { type: 'string', default: '40000' },
    rate: { type: 'string', default: '20' },
  },
});
if (values.url === undefined) {
  process.stderr.write('usage: traffic.ts --url <service> [--prompts <count>] [--rate <per second>]\n');
  process.exit(2);
}

const traffic = driveTraffic(values.url, Number(values.prompts), Number(values.rate));
const server = createServer((request, response) => {
  void answer(request, traffic).then(
    (body) => response.end(JSON.stringify(body)),
    (error: Error) => response.writeHead(400).end(error.message),
  );
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);

async function answer(request: IncomingMessage, driven: Traffic): Promise<unknown> {
  if (request.url === '/counters') return driven.counters();
  if (request.url === '/acknowledged') return driven.acknowledged();
  if (request.url !== '/rate' || request.method !== 'POST')
    throw new Error('GET /counters, GET /acknowledged, POST /rate');
  const { perSecond } = (await readBody(request)) as { perSecond: number };
  driven.setRate(perSecond);
  return { perSecond };
}
