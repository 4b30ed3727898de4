import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from '../demo/cluster/start-cluster.ts';
import { fire, type Target } from './ack/fire.ts';
import type { Asked, Ready } from './ack/messages.ts';
import { startRestoring } from './ack/restore-load.ts';
import { type Bench, type Measured, percentile } from './measured.ts';

const rates = [50, 200] as const;
const secondsPerRound = 5;
const roundsPerRate = 6;
const kinds = ['ours', 'bare'] as const;
type Kind = (typeof kinds)[number];

/**
 * How long people wait for an acknowledgement while a restore runs on the same machine: `/incident status` at 50 and 200
 * a second, against an app that is nothing but Bolt. Both verify signatures, both answer the person through the Web API;
 * ours also reads the journal and draws the answer.
 */
export const benchAck: Bench = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-bench-ack-'));
  const cluster = await startCluster({ say });
  const api = await startYesSayer();
  const apps: ChildProcess[] = [];
  try {
    const signingSecret = randomBytes(16).toString('hex');
    const { port } = api.address() as AddressInfo;
    const asked = { databaseUrl: cluster.url(), apiUrl: `http://127.0.0.1:${port}/api/`, signingSecret };
    const targets = {
      ours: await startApp({ ...asked, kind: 'ours' }, apps),
      bare: await startApp({ ...asked, kind: 'bare' }, apps),
    };
    for (const kind of kinds) await fire(targets[kind], 50, 2); // code that ran once runs as it will
    const load = await startRestoring(cluster, folder);
    say('both apps listen, and a restore runs beside them');
    try {
      return await measure(targets, say, () => load.done());
    } finally {
      await load.stop();
    }
  } finally {
    for (const app of apps) app.disconnect();
    api.closeAllConnections();
    await new Promise((resolve) => api.close(resolve));
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Round by round in turn, so that whatever the restore does falls on both. */
async function measure(
  targets: Readonly<Record<Kind, Target>>,
  say: (line: string) => void,
  restores: () => number,
): Promise<Measured> {
  const ratios: Record<string, number> = {};
  const figures: Record<string, number> = {};
  for (const rate of rates) {
    const waits: Record<Kind, number[]> = { ours: [], bare: [] };
    for (let round = 0; round < roundsPerRate; round += 1) {
      for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
        waits[kind].push(...(await fire(targets[kind], rate, secondsPerRound)));
      }
    }
    ratios[`p99-vs-bare-bolt-${rate}`] = percentile(waits.ours, 0.99) / percentile(waits.bare, 0.99);
    for (const kind of kinds) {
      figures[`${kind}-p50-ms-${rate}`] = percentile(waits[kind], 0.5);
      figures[`${kind}-p99-ms-${rate}`] = percentile(waits[kind], 0.99);
      figures[`${kind}-max-ms-${rate}`] = Math.max(...waits[kind]);
      figures[`${kind}-over-3-s-${rate}`] = waits[kind].filter((ms) => ms > 3_000).length;
    }
    say(`${rate} a second: ${waits.ours.length} requests to each`);
  }
  figures['restores-finished-meanwhile'] = restores();
  return { ratios, figures };
}

async function startApp(asked: Asked, apps: ChildProcess[]): Promise<Target> {
  const app = fork(new URL('./ack/ack-app.ts', import.meta.url));
  apps.push(app);
  const ready = new Promise<Ready>((resolve, reject) => {
    app.once('message', (message) => resolve(message as Ready));
    app.once('exit', (code) => reject(new Error(`the ${asked.kind} app ended with ${code}`)));
  });
  app.send(asked);
  return { port: (await ready).port, signingSecret: asked.signingSecret };
}

/** A Web API that answers every call with yes. */
async function startYesSayer(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"ok":true,"message_ts":"1.1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
