import type pg from 'pg';
import type { Effort } from '../../ports/run-tag.ts';
import type { PageCheck } from '../../ports/scratch.ts';
import type { Target } from './connect.ts';
import { withWorkSession } from './work-session.ts';

/** An event trigger of the service would write down in the copy what we do, and it would not be the backup any more. */
const unnoticed = 'SET session_replication_role = replica';

/**
 * pg_amcheck needs the extension `amcheck` in the database that it reads, and only a superuser can put it there. It is
 * taken away again afterwards, because the copy must stay what the backup was.
 */
export async function openPageCheck(target: Target, database: string, effort: Effort): Promise<PageCheck> {
  const inCopy = <Result>(work: (client: pg.Client) => Promise<Result>) =>
    withWorkSession({ target, database, doing: 'Preparing pg_amcheck' }, effort, work);
  return inCopy(async (client) => {
    const { rows } = await client.query<{ installed: boolean; available: boolean; superuser: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'amcheck') AS installed,
              EXISTS (SELECT FROM pg_available_extensions WHERE name = 'amcheck') AS available,
              (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser`,
    );
    const { installed = false, available = false, superuser = false } = rows[0] ?? {};
    if (!superuser) return { ready: false, why: 'pages were not read: pg_amcheck needs a superuser here' };
    if (installed) return { ready: true, close: async () => undefined };
    if (!available) return { ready: false, why: 'pages were not read: the extension amcheck is not on the server' };
    await client.query(`${unnoticed}; CREATE EXTENSION amcheck WITH SCHEMA pg_catalog`);
    return {
      ready: true,
      close: () => inCopy(async (later) => void (await later.query(`${unnoticed}; DROP EXTENSION amcheck`))),
    };
  });
}
