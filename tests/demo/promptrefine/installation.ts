import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Cluster, startCluster } from '../../../demo/cluster/start-cluster.ts';
import { askDatabase } from '../../../demo/cluster/with-client.ts';
import { type Promptrefine, startPromptrefine } from '../../../demo/promptrefine/start.ts';

/** A small PromptRefine on a cluster of its own, because its roles and its database have fixed names. */
export interface Installation {
  readonly cluster: Cluster;
  readonly service: Promptrefine;
  /** Runs one statement as the database's owner, in its database or another. */
  sql(text: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Sends one request; the answer's body is parsed. */
  send(method: string, path: string, given?: { body?: object; headers?: Record<string, string> }): Promise<Answer>;
  /** Logs the demo user in and returns the header that says so. */
  signIn(): Promise<{ authorization: string }>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the body it asked for
  readonly body: any;
}

/** Call at the top of a file: installs before its tests and removes after them. `rate` is the traffic per second. */
export function installPromptrefine(given: { rate: number; rows?: number }): Installation {
  const dir = mkdtempSync(join(tmpdir(), 'recourse-promptrefine-'));
  let cluster: Cluster | undefined;
  let service: Promptrefine | undefined;
  beforeAll(async () => {
    cluster = await startCluster();
    service = await startPromptrefine({ cluster, dir, rows: given.rows ?? 0.02, rate: given.rate });
  });
  afterAll(async () => {
    await service?.stop();
    await cluster?.stop('immediate');
    rmSync(dir, { recursive: true });
  });
  const running = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error('the installation is there from beforeAll on');
    return part;
  };
  const send = (method: string, path: string, request: Parameters<Installation['send']>[2] = {}) =>
    sendTo(running(service).baseUrl, method, path, request);
  return {
    get cluster() {
      return running(cluster);
    },
    get service() {
      return running(service);
    },
    sql: (text, database) =>
      askDatabase(running(cluster).url(database ?? running(service).database, running(service).owner), text),
    send,
    async signIn() {
      const { body } = await send('POST', '/api/auth/login', { body: running(service).account });
      return { authorization: `Bearer ${body.token}` };
    },
  };
}

async function sendTo(
  baseUrl: string,
  method: string,
  path: string,
  { body, headers = {} }: { body?: object; headers?: Record<string, string> },
): Promise<Answer> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${baseUrl}${path}`, { method, headers, ...sent });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
