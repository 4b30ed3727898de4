// Switches the party-first lists: node demo/party/feature.ts --config service.json --set on|off, or prints how they stand.
import { parseArgs } from 'node:util';
import { isPartyFirst, setPartyFirst } from './party-first.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' }, set: { type: 'string' } } });
const config = readServiceConfig(values.config);
if (values.set === 'on' || values.set === 'off') setPartyFirst(config, values.set === 'on');
process.stdout.write(`${isPartyFirst(config) ? 'on' : 'off'}\n`);
