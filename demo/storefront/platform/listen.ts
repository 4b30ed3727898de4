import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/html';
  readonly body: string;
}

export function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

/** Serves on loopback until SIGTERM, and prints one line of JSON when it listens. What `answer` throws is a 500 with its words. */
export async function listen(port: number, answer: (request: IncomingMessage) => Promise<Answer>): Promise<void> {
  const server = createServer((request, response) => {
    void answer(request)
      .catch((error: unknown) => json(500, describe(error)))
      .then(({ status, type, body }) => {
        response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
      });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  process.once('SIGTERM', () => {
    server.close();
    server.closeAllConnections();
    process.exit(0);
  });
  process.stdout.write(`${JSON.stringify({ ready: true, port })}\n`);
}

function describe(error: unknown): { readonly error: { readonly message: string; readonly sqlstate?: string } } {
  const message = error instanceof Error ? error.message : String(error);
  const sqlstate = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { error: { message, ...(sqlstate === undefined ? {} : { sqlstate }) } };
}
