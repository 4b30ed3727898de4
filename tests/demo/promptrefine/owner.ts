// A process that owns a small PromptRefine and waits to be killed; it tells on stdout where the service and traffic are.
import { startCluster } from '../../../demo/cluster/start-cluster.ts';
import { startPromptrefine } from '../../../demo/promptrefine/start.ts';

const [dir = ''] = process.argv.slice(2);
const cluster = await startCluster();
const { baseUrl, trafficUrl } = await startPromptrefine({ cluster, dir, rows: 0.002, rate: 5 });
process.stdout.write(`${JSON.stringify({ ready: true, baseUrl, trafficUrl })}\n`);
setInterval(() => undefined, 60_000);
