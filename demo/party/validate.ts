// Is the data sound? node demo/party/validate.ts --config service.json (what this team calls `npm run validate:sql`)
import { parseArgs } from 'node:util';
import { askDatabase } from '../cluster/with-client.ts';
import { damageQueries } from './damage.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' } } });
const { ownerUrl } = readServiceConfig(values.config);
for (const { name, sql } of damageQueries) {
  const [row] = await askDatabase(ownerUrl, sql);
  const count = Number(row?.['count']);
  process.stdout.write(`${count === 0 ? 'ok    ' : 'FAILED'} ${name}: ${count}\n`);
  if (count > 0) process.exitCode = 1;
}
