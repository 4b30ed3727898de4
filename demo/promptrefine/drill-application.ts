// The service on another database, for a drill: DATABASE_URL=… node demo/promptrefine/drill-application.ts --config service.json --port 4010
import { parseArgs } from 'node:util';
import { serve } from './service/serve.ts';
import { readServiceConfig } from './service-config.ts';

const { values } = parseArgs({ options: { config: { type: 'string' }, port: { type: 'string' } } });
// biome-ignore lint/style/noProcessEnv: how Recourse hands over the scratch database, so that it stands in no argument
const { DATABASE_URL: databaseUrl } = process.env;
if (values.config === undefined || values.port === undefined || databaseUrl === undefined) {
  process.stderr.write('usage: DATABASE_URL=<url> drill-application.ts --config <service.json> --port <port>\n');
  process.exit(2);
}

// Nothing of the running service is touched: neither its database, nor its port, nor its maintenance mode.
const running = readServiceConfig(values.config);
const config = { ...running, databaseUrl, ownerUrl: databaseUrl, maintenanceFile: `${running.maintenanceFile}.drill` };
const log = (event: object) => process.stderr.write(`${JSON.stringify(event)}\n`);
const service = await serve({ ...config, port: Number(values.port) }, log);
process.once('SIGTERM', () => void service.close());
