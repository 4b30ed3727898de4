import { afterAll, describe, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../../demo/cluster/start-cluster.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { headOf, note, openIncident } from './fixtures.ts';

describe('a store on a server that is set to acknowledge before it has written', () => {
  let cluster: Cluster | undefined;
  afterAll(() => cluster?.stop('immediate'));

  test('loses nothing to a crash of the server all the same, and goes on when it is back', async () => {
    // Its writer sleeps for ten seconds: what is only promised is gone when the server crashes before.
    const settings = { synchronous_commit: 'off', wal_writer_delay: '10s' };
    cluster = await startCluster({ settings });
    const store = await openStore({ databaseUrl: cluster.url() });
    const { id, head } = await openIncident(store);
    const result = await store.entries.append(id, head, [note('acknowledged')], {});
    await cluster.restart('immediate');
    const read = () => store.entries.read(id, 0).catch((error: unknown) => error);
    await expect.poll(read, { timeout: 20_000 }).toMatchObject({ entries: [{ n: 1 }, { n: 2 }] });
    expect(result).toMatchObject({ entries: [await headOf(store, id)] });
    await store.close();
  });
});
