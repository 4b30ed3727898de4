import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import pg from 'pg';
import { type Cluster, startCluster } from '../demo/cluster/start-cluster.ts';
import { createFencing } from '../src/adapters/postgres/fencing.ts';
import { createWriteFreeze } from '../src/adapters/postgres/freeze.ts';
import type { Bouncer } from '../src/adapters/postgres/pgbouncer.ts';
import { createSwap } from '../src/adapters/postgres/swap.ts';
import { localProcesses } from '../src/adapters/system/local-processes.ts';
import { type RunningBouncer, startBouncer } from '../tests/support/bouncer.ts';
import { approve, ask, effortOf, newRun } from '../tests/support/target.ts';
import { type Bench, percentile, timed } from './measured.ts';
import { buildStage, login, type Stage } from './swap/stage.ts';

const sizesMb = [50, 500, 2_000];
const crowds = [20, 80];
const roundsPerCrowd = 3;
/** `--small`: to see that it works, while others need the machine. */
const small = { sizesMb: [20, 50], crowds: [20], rounds: 1 };
/** Each client comes back after this long: 80 of them make some thousand requests a second ask for a free processor. */
const pauseMs = 20;
/** The policy's default for how long the silence of writes is watched. */
const proveForMs = 2_000;

interface Sample {
  /** From approval to the first write that was acknowledged: freeze, its proof, the swap. */
  readonly approvalMs: number;
  /** The same without the time that the proof watches. */
  readonly workMs: number;
  /** Before the vote: from a ready copy to one that is compared with its backup and at parity. */
  readonly takenMs: number;
  readonly gateMs: number;
  readonly failed: number;
}

/** Is a rollback by renaming the same at every size, what do clients see, and what would a restore have cost? */
export const benchSwap: Bench = async (say, options) => {
  const wanted = options.small ? small : { sizesMb, crowds, rounds: roundsPerCrowd };
  const cluster = await startCluster({ durable: true, say, settings: { max_connections: '200' } });
  const bouncer = await prepareServer(cluster);
  const stages: Stage[] = [];
  try {
    for (const size of wanted.sizesMb) {
      const stage = await buildStage(cluster, size);
      stages.push(stage);
      say(`${size} MB: production is there, and its backup’s ready copy, proved in ${Math.round(stage.provedMs)} ms`);
    }
    const { bySize, direct, pooled } = await measure(stages, wanted, bouncer, say);
    const restoreMs = await restoreBest(cluster, `bench_${wanted.sizesMb.at(-1)}`, say);
    const median = (samples: readonly Sample[], of: keyof Sample) =>
      percentile(
        samples.map((sample) => sample[of]),
        0.5,
      );
    const [smallest, largest] = [
      bySize.get(wanted.sizesMb[0] ?? 0) ?? [],
      bySize.get(wanted.sizesMb.at(-1) ?? 0) ?? [],
    ];
    return {
      ratios: {
        'largest-vs-smallest': median(largest, 'workMs') / median(smallest, 'workMs'),
        'vs-best-pg-restore': median(largest, 'approvalMs') / restoreMs,
      },
      figures: {
        'failed-requests': median(direct, 'failed'),
        'failed-requests-pgbouncer': pooled.reduce((sum, sample) => sum + sample.failed, 0),
        'approval-to-writes-ms': median(direct, 'approvalMs'),
        'approval-to-writes-without-proof-ms': median(direct, 'workMs'),
        'gate-closed-ms': median(direct, 'gateMs'),
        'ready-copy-taken-largest-ms': median(largest, 'takenMs'),
        'made-ready-largest-ms': stages.at(-1)?.provedMs ?? 0,
        'best-pg-restore-ms': restoreMs,
      },
    };
  } finally {
    for (const stage of stages) stage.remove();
    await bouncer.stop();
    await cluster.stop();
  }
};

/** Sizes take turns, so that whatever else the machine does falls on all of them. */
async function measure(
  stages: readonly Stage[],
  wanted: { readonly crowds: readonly number[]; readonly rounds: number },
  bouncer: RunningBouncer,
  say: (line: string) => void,
) {
  const bySize = new Map<number, Sample[]>();
  const direct: Sample[] = [];
  const pooled: Sample[] = [];
  for (const clients of wanted.crowds) {
    for (let round = 1; round <= wanted.rounds; round += 1) {
      for (const stage of stages) {
        const alone = await swapOnce(stage, stage.url, clients, null);
        const through = await swapOnce(stage, bouncer.url(stage.name), clients, bouncer.admin(stage.name));
        direct.push(alone);
        pooled.push(through);
        bySize.set(stage.sizeMb, [...(bySize.get(stage.sizeMb) ?? []), alone]);
        say(`${stage.sizeMb} MB, ${clients} clients: ${describe(alone)}; through PgBouncer ${describe(through)}`);
      }
    }
  }
  return { bySize, direct, pooled };
}

async function prepareServer(cluster: Cluster) {
  await ask(
    cluster.url(),
    `CREATE ROLE ${login.role} LOGIN CREATEDB PASSWORD '${login.password}' IN ROLE pg_signal_backend`,
  );
  return startBouncer(cluster.url('postgres', login));
}

/** One rollback from approval to writes with clients about, and back again (which is not measured). */
async function swapOnce(stage: Stage, clientUrl: string, clients: number, bouncer: Bouncer | null): Promise<Sample> {
  const run = newRun();
  const [effort, grant, target] = [effortOf(run), approve(run), { url: stage.url }];
  await createFencing({ target, processes: localProcesses }).raise(effort.tag);
  const unused = () => {
    throw new Error('no method of this bench');
  };
  const methods = [{ method: 'lock-tables', lock_timeout: 5_000 }] as const;
  const freeze = createWriteFreeze({
    target,
    methods,
    proveForMs,
    commands: { run: unused },
    webhooks: { post: unused },
    secretOf: unused,
  });
  const swap = createSwap({ target, bouncer });
  const { intent, copy, tookMs: takenMs } = await stage.take(effort);
  const crowd = sendCrowd(clientUrl, clients);
  const before = await crowd.tell('answered-more');
  let gateMs = 0;
  const approvalMs = await timed(async () => {
    await freeze.freeze(grant, effort);
    gateMs = (await swap.promote(intent, copy, grant, effort)).gateClosedMs;
    await freeze.resume(effort);
    await writeOnce(stage.url);
  });
  await crowd.tell('answered-more');
  const failed = (await crowd.tell('go-home')).failed - before.failed;
  await swap.undo(intent, grant, effort);
  await stage.putBack(intent);
  return { approvalMs, workMs: approvalMs - proveForMs, takenMs, gateMs, failed };
}

interface CrowdCounts {
  readonly answered: number;
  readonly failed: number;
}

function sendCrowd(url: string, clients: number) {
  const file = fileURLToPath(new URL('./crowd-process.ts', import.meta.url));
  const child = fork(file, [url, String(clients), 'SELECT body FROM events WHERE id = 7', String(pauseMs)]);
  return {
    tell: async (word: 'answered-more' | 'go-home'): Promise<CrowdCounts> => {
      child.send(word);
      const [counts] = await once(child, 'message');
      return counts as CrowdCounts;
    },
  };
}

async function writeOnce(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('INSERT INTO touched VALUES (1)');
  await client.end();
}

/** The alternative with its best flags: a parallel dump without compression, restored by two jobs in parallel. */
async function restoreBest(cluster: Cluster, name: string, say: (line: string) => void): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-swap-'));
  const dump = join(folder, 'dump');
  try {
    await execa(cluster.programs.path('pg_dump'), ['-Fd', '-j2', '-Z0', '-f', dump, cluster.url(name, login)]);
    await ask(cluster.url('postgres', login), 'CREATE DATABASE restored');
    const into = cluster.url('restored', login);
    const took = await timed(() => execa(cluster.programs.path('pg_restore'), ['-j2', '-d', into, dump]));
    say(`pg_restore -j2 of ${name}: ${Math.round(took)} ms`);
    return took;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function describe({ approvalMs, takenMs, gateMs, failed }: Sample): string {
  return `copy taken in ${Math.round(takenMs)} ms, ${Math.round(approvalMs)} ms to writes (gate ${gateMs} ms), ${failed} failed requests`;
}
