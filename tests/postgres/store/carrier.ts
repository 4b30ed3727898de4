import { openStore } from '../../../src/adapters/store/open-store.ts';
import { startCourier } from '../../../src/engine/courier.ts';
import { wireChat } from '../../support/slack-wire.ts';

// A courier in a process of its own, for tests that kill or stop it.
const { address, url, leaseMs } = JSON.parse(process.argv[2] ?? '');
const store = await openStore(address, { leaseMs });
const pace = { betweenPostsMs: 0, betweenEditsMs: 0, backoffMs: 20, backoffMaxMs: 50 };
startCourier({ lanes: store.lanes, chat: wireChat(url), holder: `carrier-${process.pid}`, pace });
process.stdout.write('carrying\n');
