// The service, as a process of its own: node demo/party/main.ts --config service.json
// It prints one line of JSON when it listens, and logs errors to stderr.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { answerRequest } from './answer-request.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
const config = readServiceConfig(values.config);
const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 8, application_name: 'party' });
// The server ends idle connections when databases are swapped; the next request makes a new one.
pool.on('error', (error) => process.stderr.write(`${error.message}\n`));

const server = createServer(async (request, response) => {
  const body = await bodyOf(request);
  const { status, value } = await answerRequest({ config, pool }, request.method ?? 'GET', request.url ?? '/', body);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
});
server.listen(config.port, '127.0.0.1');
await once(server, 'listening');
process.once('SIGTERM', () => {
  server.close(() => void pool.end());
  server.closeAllConnections();
});
process.stdout.write(`${JSON.stringify({ ready: true, port: config.port })}\n`);

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
