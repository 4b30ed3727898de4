// Deploys a commit: node demo/party/deploy.ts --config service.json --to <commit>
// or prints the one that runs: node demo/party/deploy.ts --config service.json --current
import { parseArgs } from 'node:util';
import { checkOut, headOf } from './checkout.ts';
import { readServiceConfig } from './service-config.ts';

const options = { config: { type: 'string' }, to: { type: 'string' }, current: { type: 'boolean' } } as const;
const { values } = parseArgs({ options });
const { checkout } = readServiceConfig(values.config);
if (values.to !== undefined) await checkOut(checkout, values.to);
process.stdout.write(`${await headOf(checkout)}\n`);
