import type pg from 'pg';
import { withClient } from '../../adapters/postgres/connect.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { CheckGround } from './probe.ts';

/**
 * Looks into a service's production database, in a session that the server lets change nothing.
 *
 * @throws RecourseError `database-unreachable`
 */
export function inProduction<Result>(
  service: ServicePolicy,
  { settings, effort }: CheckGround,
  look: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const url = settings.secretOf(service.database.url_env).reveal();
  return withClient({ url }, effort.tag, undefined, async (client) => {
    await client.query(`SET default_transaction_read_only = on; SET statement_timeout = '30s'`);
    return look(client);
  });
}
