// Keeps drills as a replica does; stands still for ever when a drill says a certain thing, to be killed there.
import { writeSync } from 'node:fs';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { assembleWorld } from '../backups/open-world.ts';
import { drilledService } from './drill-world.ts';
import { keeperOf } from './keeper.ts';

export interface Errand {
  readonly url: string;
  readonly programs: string;
  readonly vaultPath: string;
  readonly storeUrl: string;
  readonly stopAt: string;
}

const { storeUrl, stopAt, ...wishes } = JSON.parse(process.argv[2] ?? '{}') as Errand;
const store = await openStore({ databaseUrl: storeUrl }, { leaseMs: 6_000 });
const world = await assembleWorld({ ...wishes, home: store.identity, policy: { required_tables: ['users'] } });
const stand = new Int32Array(new SharedArrayBuffer(4));
keeperOf({
  store,
  world,
  service: drilledService(),
  heard: (say) => {
    writeSync(1, `${say}\n`);
    if (say.startsWith(stopAt)) Atomics.wait(stand, 0, 0);
  },
});
