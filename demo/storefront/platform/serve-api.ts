// The API of one commit, as a process of its own: serve-api.ts --config FILE --build FOLDER --commit ID
import { join } from 'node:path';
import pg from 'pg';
import { readBody } from '../../promptrefine/service/http.ts';
import type { Placed } from '../commits/1-good/api/place-order.ts';
import { readStart } from '../storefront-config.ts';
import { json, listen } from './listen.ts';

const { databaseUrl, apiPort, build, commit } = readStart(process.argv.slice(2));
const orders: typeof import('../commits/1-good/api/orders.ts') = await import(join(build, 'api', 'orders.ts'));
const placing: typeof import('../commits/1-good/api/place-order.ts') = await import(
  join(build, 'api', 'place-order.ts')
);

const pool = new pg.Pool({ connectionString: databaseUrl, max: 5, application_name: 'storefront-api' });
// The server may end a connection at any time (a swap of databases does): it is replaced at the next request.
pool.on('error', () => undefined);
pool.on('connect', (client) => client.on('error', () => undefined));
const query = async (sql: string, values: readonly unknown[] = []) => (await pool.query(sql, [...values])).rows;

await listen(apiPort, async (request) => {
  const { method, url = '/' } = request;
  if (url === '/healthz') return json(200, { service: 'storefront-api', commit });
  const id = Number(/^\/api\/orders\/(\d+)$/.exec(url)?.[1]);
  if (method === 'GET' && url === '/api/orders') return json(200, await orders.listOrders(query));
  if (method === 'POST' && url === '/api/orders')
    return json(201, await placing.placeOrder(query, (await readBody(request)) as Placed));
  if (method === 'GET' && id > 0) return found(await orders.readOrder(query, id));
  if (method === 'DELETE' && id > 0) return found((await placing.withdrawOrder(query, id)) || null);
  return found(null);
});

function found(body: unknown) {
  return body === null ? json(404, { error: { message: 'there is no such thing' } }) : json(200, body);
}
