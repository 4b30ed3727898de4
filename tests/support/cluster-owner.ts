// A process that owns a cluster and waits to be killed; it tells on stdout what it owns.
import { startCluster } from '../../demo/cluster/start-cluster.ts';

const cluster = await startCluster();
process.stdout.write(`${JSON.stringify({ pid: cluster.pid(), folder: cluster.folder, url: cluster.url() })}\n`);
process.stdin.resume();
setInterval(() => undefined, 60_000);
