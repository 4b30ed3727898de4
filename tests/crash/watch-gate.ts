import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** Calls once when a database is closed to connections. Looks as often as it can, from a session beside that database. */
export async function watchGate(url: string, oid: number, seen: () => void): Promise<{ stop(): Promise<void> }> {
  const beside = new URL(url);
  beside.pathname = '/postgres';
  const client = new pg.Client({ connectionString: beside.href, application_name: 'crash-watch' });
  await client.connect();
  let watching = true;
  const watched = (async () => {
    while (watching) {
      const { rows } = await client.query<{ open: boolean }>(
        'SELECT datallowconn AS open FROM pg_database WHERE oid = $1',
        [oid],
      );
      if (rows[0]?.open === false) {
        seen();
        return;
      }
      await wait(1);
    }
  })();
  return {
    async stop() {
      watching = false;
      await watched;
      await client.end();
    },
  };
}
