import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { type Cluster, startCluster } from '../../demo/cluster/start-cluster.ts';
import { askDatabase, withClient } from '../../demo/cluster/with-client.ts';

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

/** What a test file is told about the run's one cluster. */
export interface TestCluster {
  /** The superuser's connection string to the database `postgres`. */
  readonly superuserUrl: string;
  /** A login as a service gives to Recourse: no superuser, CREATEDB, pg_signal_backend. */
  readonly owner: { readonly role: string; readonly password: string };
  /** Folder with pg_dump and its kin, of the server's version. */
  readonly programs: string;
  readonly folder: string;
}

// Every project that needs a server loads this file anew, so the one cluster and its login hang on the process, counted by
// their users.
interface Shared {
  users: number;
  readonly owner: TestCluster['owner'];
  cluster?: Promise<Cluster>;
}
const slot = Symbol.for('recourse.test-cluster');
const held = globalThis as { [slot]?: Shared };

/** Starts the run's cluster for the first project that needs it; returns what ends it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  held[slot] ??= { users: 0, owner: { role: 'test_owner', password: randomBytes(18).toString('base64url') } };
  const shared = held[slot];
  shared.users += 1;
  shared.cluster ??= openCluster(shared.owner);
  const cluster = await shared.cluster;
  project.provide('cluster', {
    superuserUrl: cluster.url(),
    owner: shared.owner,
    programs: cluster.programs.folder,
    folder: cluster.folder,
  });
  return async () => {
    shared.users -= 1;
    if (shared.users === 0) await closeCluster(cluster);
  };
}

async function openCluster(owner: TestCluster['owner']): Promise<Cluster> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const cluster = await startCluster({ say, settings: { max_prepared_transactions: '10', wal_level: 'logical' } });
  await withClient(cluster.url(), async (client) => {
    await client.query(`CREATE ROLE ${owner.role} LOGIN CREATEDB PASSWORD ${client.escapeLiteral(owner.password)}`);
    await client.query(`GRANT pg_signal_backend TO ${owner.role}`);
  });
  return cluster;
}

/** A failed test's database carries the comment `kept: …`; where there is one, the cluster's files stay for a day. */
async function closeCluster(cluster: Cluster): Promise<void> {
  const kept = await askDatabase(
    cluster.url(),
    "SELECT datname, shobj_description(oid, 'pg_database') AS note FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE 'kept: %'",
  );
  await cluster.stop('fast', kept.length > 0 ? 'keep' : 'remove');
  if (kept.length === 0) return;
  const names = kept.map(({ datname, note }) => `  ${datname} (${note})`).join('\n');
  const { datname: first } = kept[0] ?? {};
  const asPostgres = process.getuid?.() === 0 ? 'runuser -u postgres -- ' : '';
  const start = `${asPostgres}${cluster.programs.path('postgres')} -D ${cluster.folder}/data -p ${cluster.port}`;
  process.stderr.write(`Databases of failed tests:\n${names}\nTo look at them, for a day: ${start}\n`);
  process.stderr.write(`then: psql '${cluster.url(String(first))}'\n`);
}
