// The backend, as a process of its own: node demo/digitaltwin/main.ts --config service.json
// It prints one line of JSON when it listens, and logs to stderr.
import { parseArgs } from 'node:util';
import { serveTwins } from './service/serve.ts';
import { readTwinConfig } from './twin-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
if (values.config === undefined) {
  process.stderr.write('usage: main.ts --config <service.json>\n');
  process.exit(2);
}

const config = readTwinConfig(values.config);
const service = await serveTwins(config, (event) => process.stderr.write(`${JSON.stringify(event)}\n`));
process.once('SIGTERM', () => void service.close());
process.stdout.write(`${JSON.stringify({ ready: true, port: config.port })}\n`);
