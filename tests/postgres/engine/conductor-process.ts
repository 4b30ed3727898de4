// A conductor in a process of its own, to be killed and paused: node conductor-process.ts '<orders as JSON>'
import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '../../../demo/cluster/with-client.ts';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { effectTable } from './effects.ts';
import { leaseMs, startSmallConductor } from './small-house.ts';
import { rowStep } from './small-steps.ts';

/** `pauseIn`: in that step it says that it has arrived, and goes on when the table `go` has a row. */
export interface Orders {
  readonly storeUrl: string;
  readonly tableUrl: string;
  readonly place: string;
  readonly holder: string;
  readonly steps: readonly string[];
  readonly pauseIn?: { readonly step: string; readonly when: 'before' | 'after' };
}

const orders = JSON.parse(process.argv[2] ?? '') as Orders;
const { pauseIn } = orders;

/** No session is kept meanwhile, so that a fence cannot end this wait. */
async function pause(): Promise<void> {
  await withClient(orders.tableUrl, (client) => client.query('INSERT INTO arrived VALUES ($1)', [orders.holder]));
  while (!(await mayGoOn())) await wait(20);
  process.stderr.write('goes on\n');
}

async function mayGoOn(): Promise<boolean> {
  return withClient(orders.tableUrl, async (client) => (await client.query('SELECT FROM go')).rowCount === 1);
}

const store = await openStore({ databaseUrl: orders.storeUrl }, { leaseMs });
const table = effectTable(orders.tableUrl, orders.place);
const preparation = orders.steps.map((name) =>
  rowStep(name, table, pauseIn?.step === name ? { [pauseIn.when]: pause } : {}),
);
const conductor = startSmallConductor({
  holder: orders.holder,
  store: {
    leases: store.leases,
    entries: {
      ...store.entries,
      async append(id, head, drafts, guard) {
        const result = await store.entries.append(id, head, drafts, guard);
        process.stderr.write(`${drafts[0]?.body.kind}: ${result.kind}\n`);
        return result;
      },
    },
  },
  table,
  preparation,
});
process.once('SIGTERM', () => void conductor.stop().then(() => process.exit(0)));
process.stdout.write('{}\n');
