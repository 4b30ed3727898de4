// Switches test runs, which use the model provider: node demo/promptrefine/test-runs.ts --config service.json --set on|off
import { parseArgs } from 'node:util';
import { setTestRuns } from './call-service.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' }, set: { type: 'string' } } });
if (values.config === undefined || (values.set !== 'on' && values.set !== 'off')) {
  process.stderr.write('usage: test-runs.ts --config <service.json> --set on|off\n');
  process.exit(2);
}
await setTestRuns(readServiceConfig(values.config), values.set === 'on');
process.stdout.write(`test runs are ${values.set}\n`);
