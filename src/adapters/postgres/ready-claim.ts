import type pg from 'pg';
import type { DatabaseIdentity } from '../../domain/database.ts';
import type { Claim } from '../../ports/ready-copies.ts';
import type { Effort, RunTag } from '../../ports/run-tag.ts';
import { holdFence } from './control.ts';
import { quoteName } from './identifiers.ts';
import { takeNote } from './ready-notes.ts';
import { codeOf } from './sqlstate.ts';
import { allowConnections, listSessions, nameOf } from './swap-gate.ts';
import { inTransaction } from './transaction.ts';

const databaseInUse = '55006';

/**
 * One transaction under the run's fence: the note goes, the name becomes the run's, the door opens for our role. Of two
 * that claim at once the second waits for the first, and finds the note gone.
 */
export async function claimCopy(
  control: pg.Client,
  ready: DatabaseIdentity,
  wanted: DatabaseIdentity,
  effort: Effort,
): Promise<Claim> {
  try {
    return await inTransaction(control, async () => {
      await holdFence(control, effort.tag);
      const name = await nameOf(control, ready.oid);
      if (name === wanted.name) return { kind: 'claimed', copy: wanted };
      const why = await whyNotToBeHad(control, ready, name);
      if (why !== null) return { kind: 'refused', why };
      if (!(await takeNote(control, ready.oid)))
        return { kind: 'refused', why: 'another incident has claimed it, or it was retired meanwhile' };
      await rename(control, ready.name, wanted.name);
      await letNobodyElseIn(control, wanted);
      await allowConnections(control, wanted.oid, true);
      effort.progress('claimed, not yet committed');
      return { kind: 'claimed', copy: wanted };
    });
  } catch (error) {
    if (codeOf(error) !== databaseInUse) throw error;
    return { kind: 'refused', why: 'somebody is connected to it' };
  }
}

/** Under the run's name again and still closed, for the caller to drop; null where it is not ready any more. */
export async function retireCopy(
  control: pg.Client,
  ready: DatabaseIdentity,
  wanted: DatabaseIdentity,
  tag: RunTag,
): Promise<DatabaseIdentity | null> {
  return inTransaction(control, async () => {
    await holdFence(control, tag);
    if (!(await takeNote(control, ready.oid))) return null;
    if ((await nameOf(control, ready.oid)) !== ready.name) return null;
    await rename(control, ready.name, wanted.name);
    return wanted;
  });
}

/** What was closed when it was kept is closed now and nobody is in it, or somebody else has had it in hand. */
async function whyNotToBeHad(control: pg.Client, ready: DatabaseIdentity, name: string | null): Promise<string | null> {
  if (name === null) return 'it was dropped';
  if (name !== ready.name) return `it is called ${name} now`;
  const { rows } = await control.query<{ open: boolean }>(
    'SELECT datallowconn AS open FROM pg_database WHERE oid = $1',
    [ready.oid],
  );
  if (rows[0]?.open !== false) return 'somebody opened it to connections since it was proved';
  const sessions = await listSessions(control, [ready.oid]);
  return sessions.length === 0 ? null : `somebody is connected to it: ${sessions.map(({ say }) => say).join('; ')}`;
}

async function rename(control: pg.Client, from: string, to: string): Promise<void> {
  await control.query(`ALTER DATABASE ${quoteName(from)} RENAME TO ${quoteName(to)}`);
}

/** It has production's rights already. Until it is production, what is validated must stay what is promoted. */
async function letNobodyElseIn(control: pg.Client, { oid, name }: DatabaseIdentity): Promise<void> {
  const { rows } = await control.query<{ role: string | null }>(
    `SELECT DISTINCT CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END AS role
       FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
      WHERE d.oid = $1 AND a.privilege_type = 'CONNECT' AND a.grantee <> d.datdba`,
    [oid],
  );
  if (rows.length === 0) return;
  const roles = rows.map(({ role }) => (role === null ? 'PUBLIC' : quoteName(role))).join(', ');
  await control.query(`REVOKE CONNECT ON DATABASE ${quoteName(name)} FROM ${roles}`);
}
