import type pg from 'pg';
import { type RunTag, runKey, tagText } from '../../ports/run-tag.ts';
import { dropMarker, putMarker } from './control.ts';
import { quoteName } from './identifiers.ts';
import { inTransaction } from './transaction.ts';

interface Kept {
  readonly name: string;
  readonly oid: number;
}

const doorOf = ({ oid }: Kept) => `door ${oid}`;

/** Lets sessions into a kept database, and notes who did, in one transaction: whoever dies before it is shut is found. */
export function openDoor(control: pg.Client, kept: Kept, tag: RunTag): Promise<void> {
  return inTransaction(control, async () => {
    await putMarker(control, { run: runKey(tag), what: doorOf(kept), facts: { ...kept, by: tagText(tag) } });
    await letIn(control, kept, true);
  });
}

/** Lets nobody in any more; a session that is in stays in. */
export function shutDoor(control: pg.Client, kept: Kept, tag: RunTag): Promise<void> {
  return inTransaction(control, async () => {
    await letIn(control, kept, false);
    await dropMarker(control, doorOf(kept), runKey(tag));
  });
}

/** Shuts the doors that were left open by those who have no session here any more; says how many. */
export async function shutLeftDoors(control: pg.Client, oids: readonly number[]): Promise<number> {
  const { rows } = await control.query<{ run: string; name: string; oid: string }>(
    `SELECT run, facts ->> 'name' AS name, facts ->> 'oid' AS oid FROM marker
      WHERE what = ANY (SELECT 'door ' || oid FROM unnest($1::bigint[]) AS oid)
        AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = facts ->> 'by')`,
    [oids],
  );
  for (const { run, name, oid } of rows) {
    const kept = { name, oid: Number(oid) };
    await inTransaction(control, async () => {
      await letIn(control, kept, false);
      await dropMarker(control, doorOf(kept), run);
    });
  }
  return rows.length;
}

/** A name that has moved meanwhile may be production's by now, which is not ours to shut. */
async function letIn(control: pg.Client, { name, oid }: Kept, allowed: boolean): Promise<void> {
  const { rowCount } = await control.query('SELECT FROM pg_database WHERE oid = $1 AND datname = $2', [oid, name]);
  if (rowCount === 1) await control.query(`ALTER DATABASE ${quoteName(name)} ALLOW_CONNECTIONS ${allowed}`);
}
