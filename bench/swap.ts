import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import pg from 'pg';
import { type Cluster, startCluster } from '../demo/cluster/start-cluster.ts';
import { createFencing } from '../src/adapters/postgres/fencing.ts';
import { createWriteFreeze } from '../src/adapters/postgres/freeze.ts';
import type { Bouncer } from '../src/adapters/postgres/pgbouncer.ts';
import { createSwap } from '../src/adapters/postgres/swap.ts';
import { localProcesses } from '../src/adapters/system/local-processes.ts';
import { SwapIntent, ValidatedCopy } from '../src/domain/database.ts';
import { startBouncer } from '../tests/support/bouncer.ts';
import { startCrowd } from '../tests/support/crowd.ts';
import { approve, ask, effortOf, newRun } from '../tests/support/target.ts';
import { type Bench, percentile, timed } from './measured.ts';

const sizesMb = [50, 500, 2_000];
const crowds = [20, 80];
const roundsPerCrowd = 3;
/** Each client comes back after this long: 80 of them make some thousand requests a second ask for a free processor. */
const pauseMs = 20;
/** The policy's default for how long the silence of writes is watched. */
const proveForMs = 2_000;

const login = { role: 'bench_owner', password: 'bench' };

interface Sample {
  /** From approval to the first write that was acknowledged: freeze, its proof, the swap. */
  readonly approvalMs: number;
  /** The same without the time that the proof watches. */
  readonly workMs: number;
  readonly gateMs: number;
  readonly failed: number;
}

/** Is a rollback by renaming the same at every size, what do clients see, and what would a restore have cost? */
export const benchSwap: Bench = async (say) => {
  const cluster = await startCluster({ durable: true, say, settings: { max_connections: '200' } });
  const bouncer = await prepareServer(cluster);
  try {
    const bySize = new Map<number, Sample[]>();
    const direct: Sample[] = [];
    const pooled: Sample[] = [];
    for (const size of sizesMb) {
      const stage = await buildStage(cluster, size);
      say(`${size} MB: production and its ready copy are there`);
      for (const clients of crowds) {
        const samples: Sample[] = [];
        for (let round = 0; round < roundsPerCrowd; round += 1) {
          samples.push(await swapOnce(stage, stage.url, clients, null));
          pooled.push(await swapOnce(stage, bouncer.url(stage.name), clients, bouncer.admin(stage.name)));
        }
        direct.push(...samples);
        bySize.set(size, [...(bySize.get(size) ?? []), ...samples]);
        say(
          `${size} MB, ${clients} clients: ${describe(samples)}; through PgBouncer ${describe(pooled.slice(-roundsPerCrowd))}`,
        );
      }
    }
    const restoreMs = await restoreBest(cluster, `bench_${sizesMb.at(-1)}`, say);
    const median = (samples: readonly Sample[], of: keyof Sample) =>
      percentile(
        samples.map((sample) => sample[of]),
        0.5,
      );
    const [smallest, largest] = [bySize.get(sizesMb[0] ?? 0) ?? [], bySize.get(sizesMb.at(-1) ?? 0) ?? []];
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
        'best-pg-restore-ms': restoreMs,
      },
    };
  } finally {
    await bouncer.stop();
    await cluster.stop();
  }
};

async function prepareServer(cluster: Cluster) {
  await ask(
    cluster.url(),
    `CREATE ROLE ${login.role} LOGIN CREATEDB PASSWORD '${login.password}' IN ROLE pg_signal_backend`,
  );
  return startBouncer(cluster.url('postgres', login));
}

interface Stage {
  readonly name: string;
  readonly url: string;
  readonly intent: SwapIntent;
  readonly copy: ValidatedCopy;
  putBack(): Promise<void>;
}

async function buildStage(cluster: Cluster, sizeMb: number): Promise<Stage> {
  const [name, copyName, keptName] = [`bench_${sizeMb}`, `bench_${sizeMb}_copy`, `bench_${sizeMb}_kept`];
  const server = cluster.url('postgres', login);
  const url = cluster.url(name, login);
  await ask(server, `CREATE DATABASE ${name}`);
  await ask(url, 'CREATE TABLE events (id bigserial PRIMARY KEY, kind int, body text, at timestamptz DEFAULT now())');
  // About 1 kB a row with its index entries.
  await ask(
    url,
    `INSERT INTO events (kind, body) SELECT n % 100, repeat(md5(n::text), 28) FROM generate_series(1, ${sizeMb * 1_000}) n`,
  );
  await ask(url, 'CREATE INDEX ON events (kind); CREATE TABLE touched (n int)');
  await ask(server, `CREATE DATABASE ${copyName} TEMPLATE ${name}`);
  const [row] = await ask<{ production: string; copy: string; id: string }>(
    server,
    `SELECT (SELECT oid FROM pg_database WHERE datname = $1) AS production, (SELECT oid FROM pg_database WHERE datname = $2) AS copy,
            (SELECT system_identifier::text FROM pg_control_system()) AS id`,
    [name, copyName],
  );
  const systemIdentifier = row?.id ?? null;
  const copy = ValidatedCopy.parse({ name: copyName, oid: Number(row?.copy), systemIdentifier });
  const intent = SwapIntent.parse({
    productionName: name,
    productionOid: Number(row?.production),
    copyName,
    copyOid: copy.oid,
    keptName,
    systemIdentifier,
  });
  const putBack = async () => {
    await ask(server, `ALTER DATABASE ${keptName} RENAME TO ${copyName}`);
    await ask(server, `ALTER DATABASE ${copyName} RESET default_transaction_read_only`);
    await ask(server, `ALTER DATABASE ${copyName} ALLOW_CONNECTIONS true`);
  };
  return { name, url, intent, copy, putBack };
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
  const crowd = startCrowd(clientUrl, clients, 'SELECT body FROM events WHERE id = 7', pauseMs);
  await crowd.untilMore(0);
  const failedBefore = crowd.failed();
  let gateMs = 0;
  const approvalMs = await timed(async () => {
    await freeze.freeze(grant, effort);
    gateMs = (await swap.promote(stage.intent, stage.copy, grant, effort)).gateClosedMs;
    await freeze.resume(effort);
    await writeOnce(stage.url);
  });
  await crowd.untilMore(crowd.answered());
  await crowd.goHome();
  const failed = crowd.failed() - failedBefore;
  await swap.undo(stage.intent, grant, effort);
  await stage.putBack();
  return { approvalMs, workMs: approvalMs - proveForMs, gateMs, failed };
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

function describe(samples: readonly Sample[]): string {
  const middle = (of: keyof Sample) =>
    Math.round(
      percentile(
        samples.map((sample) => sample[of]),
        0.5,
      ),
    );
  return `${middle('approvalMs')} ms to writes (gate ${middle('gateMs')} ms), ${middle('failed')} failed requests`;
}
