// The service, as a process of its own: node demo/promptrefine/main.ts --config service.json
// It prints one line of JSON when it listens, and logs events to stderr.
import { parseArgs } from 'node:util';
import { serve } from './service/serve.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
if (values.config === undefined) {
  process.stderr.write('usage: main.ts --config <service.json>\n');
  process.exit(2);
}

const config = readServiceConfig(values.config);
const log = (event: object) => process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
const service = await serve(config, log);
process.once('SIGTERM', () => void service.close());
process.stdout.write(`${JSON.stringify({ ready: true, port: config.port })}\n`);
