import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import { readDockerState } from '../../providers/docker/docker-state.ts';
import type { TwinConfig } from '../twin-config.ts';
import { digitalTwins, knowledgeBases, type TwinRelease } from './releases.ts';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** The backend as its container has it: it answers while that runs, with the code of the commit in its image. */
export async function serveTwins(
  config: TwinConfig,
  log: (event: object) => void,
): Promise<{ close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: config.databaseUrl, max: 4, application_name: 'digitaltwin-backend' });
  pool.on('error', (error) => log({ event: 'connection-lost', message: error.message }));
  const server = createServer((request, response) => void answer(request, response));
  server.listen(config.port, '127.0.0.1');
  await once(server, 'listening');

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const release = runningRelease(config);
    // A container that is stopped answers nobody.
    if (release === null) return void request.socket.destroy();
    const { status, body } = await reply(release, request).catch(refuse);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async function reply({ commit, code }: Running, request: IncomingMessage): Promise<Reply> {
    const wanted = `${request.method} ${request.url}`;
    if (wanted === 'GET /healthz') return { status: 200, body: { commit, code: code.name } };
    if (wanted === 'GET /api/assistants') return { status: 200, body: (await pool.query(code.list)).rows };
    if (wanted === 'POST /api/chat') return created(await pool.query(code.say, ['Good evening.']));
    if (wanted === 'POST /api/users')
      return created(await pool.query(code.signUp, [`guest-${randomUUID()}@example.com`]));
    return { status: 404, body: { error: 'there is no such path' } };
  }

  function refuse(error: unknown): Reply {
    const { message, code = null } = error as { message: string; code?: string };
    log({ event: 'request-failed', message, sqlstate: code });
    return { status: 500, body: { error: message, sqlstate: code } };
  }

  return {
    close: async () => {
      server.close();
      server.closeAllConnections();
      await pool.end();
    },
  };
}

interface Running {
  readonly commit: string;
  readonly code: TwinRelease;
}

function runningRelease({ dockerState, commits }: TwinConfig): Running | null {
  const backend = readDockerState(dockerState).services['backend'];
  if (backend?.state !== 'running' || backend.running === null) return null;
  return { commit: backend.running, code: backend.running === commits.twins ? digitalTwins : knowledgeBases };
}

function created({ rows }: { rows: readonly unknown[] }): Reply {
  return { status: 201, body: rows[0] ?? {} };
}
