import pg from 'pg';
import { withClient } from '../../adapters/postgres/connect.ts';
import { type CheckGround, failed, once, passed, type Seen, warned } from './probe.ts';
import { nearestFolder, tryToWrite } from './try-folder.ts';

/** Where Recourse keeps its own journal: reachable, and ours to make tables in. Nothing is made by looking. */
export const storeProbe = once('state', async (ground) => {
  const { store } = ground.settings;
  return store.kind === 'server' ? lookAtServer(store.url.reveal(), ground) : lookAtFolder(store.folder);
});

async function lookAtServer(url: string, { effort }: CheckGround): Promise<Seen[]> {
  return withClient({ url }, effort.tag, undefined, async (client) => {
    const { rows } = await client.query<{
      me: string;
      name: string;
      version: string;
      mayMake: boolean;
      there: boolean;
    }>(
      `SELECT current_user::text AS me, current_database()::text AS name, current_setting('server_version') AS version,
              has_database_privilege(current_database(), 'CREATE') AS "mayMake",
              to_regnamespace('recourse') IS NOT NULL AS there`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('one row was asked for');
    const where = `the database ${row.name} (PostgreSQL ${row.version})`;
    if (row.there || row.mayMake) return [passed(`${where} holds the journal, as ${row.me}`)];
    const name = pg.escapeIdentifier(row.name);
    return [
      failed(
        `${row.me} may not make a schema in ${where}`,
        `Run as its owner: GRANT CREATE ON DATABASE ${name} TO ${pg.escapeIdentifier(row.me)};`,
      ),
    ];
  });
}

async function lookAtFolder(folder: string): Promise<Seen[]> {
  const refused = await tryToWrite(await nearestFolder(folder));
  if (refused !== null) {
    return [
      failed(
        `${folder} cannot be written (${refused})`,
        'Choose another folder in RECOURSE_STATE_DIR, or set DATABASE_URL.',
      ),
    ];
  }
  return [
    passed(`embedded, in ${folder}`),
    warned(
      'an embedded journal survives a killed process, not a power cut',
      'For production set DATABASE_URL to a PostgreSQL server of its own.',
    ),
  ];
}
