import type pg from 'pg';
import { DatabaseIdentity } from '../../domain/database.ts';
import { Fence } from '../../domain/ids.ts';
import type { KeptDatabase, KeptGate } from '../../ports/databases.ts';
import type { RunTag } from '../../ports/run-tag.ts';
import { databaseNameOf, type Target } from './connect.ts';
import { holdFence, readMarker, withControl } from './control.ts';
import { readSystemIdentifier } from './database-facts.ts';
import { quoteName } from './identifiers.ts';
import { signAsKept } from './replaced-notes.ts';
import { allowConnections, nameOf } from './swap-gate.ts';
import { inTransaction } from './transaction.ts';

/** Closing a gate that should be closed belongs to no run: the run may have ended long ago. */
const nobody: RunTag = { run: 'kept', fence: Fence.parse(0) };

/** The gate of what a promotion replaced: closed, and opened only to look at it or to go back. */
export function createKeptGate(target: Target): KeptGate {
  return {
    look: (kept, tag) =>
      withControl(target, tag, async (control) => {
        const { rows } = await control.query<{ open: boolean }>(
          'SELECT datallowconn AS open FROM pg_database WHERE oid = $1 AND datname = $2',
          [kept.oid, kept.database],
        );
        const [found] = rows;
        if (found === undefined) return { found: null, nowCalled: await nameOf(control, kept.oid) };
        const systemIdentifier = await readSystemIdentifier(control);
        return {
          found: DatabaseIdentity.parse({ name: kept.database, oid: kept.oid, systemIdentifier }),
          isOpen: found.open,
        };
      }),
    open: (kept, tag) =>
      withControl(target, tag, (control) =>
        inTransaction(control, async () => {
          await holdFence(control, tag);
          await allowConnections(control, kept.oid, true);
        }),
      ),
    close: (kept) =>
      withControl(target, nobody, (control) =>
        inTransaction(control, async () => {
          if ((await nameOf(control, kept.oid)) !== kept.database) return;
          // By its name: where it is renamed at this moment it becomes production, and the statement finds nothing.
          await control.query(`ALTER DATABASE ${quoteName(kept.database)} ALLOW_CONNECTIONS false`);
          await signAgain(control, kept, databaseNameOf(target));
        }),
      ),
  };
}

/**
 * What was brought to parity on the way back has production's comment and settings; without its own signs nobody would
 * know it for ours, and it would never be dropped. What a person wrote on it since stays.
 */
async function signAgain(control: pg.Client, kept: KeptDatabase, production: string): Promise<void> {
  const note = await readMarker(control, `kept ${kept.oid}`);
  const { rowCount } = await control.query(
    `SELECT FROM pg_database k, pg_database p WHERE k.oid = $1 AND p.datname = $2
        AND shobj_description(k.oid, 'pg_database') IS NOT DISTINCT FROM shobj_description(p.oid, 'pg_database')`,
    [kept.oid, production],
  );
  if (note !== null && rowCount === 1) await signAsKept(control, kept.database, note.run);
}
