import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import { type RunTag, runKey } from '../../ports/run-tag.ts';
import { databaseNameOf, type Target } from './connect.ts';
import { dropMarker, putMarker, readMarker, refuseWhenFencedOff, withControl } from './control.ts';
import type { FreezeMethodPort } from './freeze-method.ts';
import { quoteName } from './identifiers.ts';
import { inTransaction } from './transaction.ts';

const drainedWithinMs = 30_000;
const lookEveryMs = 50;

/** Who could connect before the gate closed. Kept as a marker until resume, so that our death forgets nothing. */
interface RememberedRights {
  readonly oid: number;
  readonly rights: readonly { readonly grantee: string | null; readonly grantable: boolean }[];
}

/** The marker's name: one per database, whichever run closed the gate. */
export function gateMarker(oid: number): string {
  return `connection-gate ${oid}`;
}

/**
 * Freezes writes by taking the right to connect from the given roles and from PUBLIC, and ending the sessions that may
 * no longer be there. Our own role keeps its way in: as owner it does not depend on a grant.
 */
export function createConnectionGate(given: {
  readonly target: Target;
  readonly roles: readonly string[];
}): FreezeMethodPort {
  const database = databaseNameOf(given.target);
  return {
    name: 'connection-gate',
    barrier: 'door',
    local: false,
    freeze: (effort) =>
      withControl(given.target, effort.tag, async (control) => {
        await refuseWhenFencedOff(control, effort.tag);
        await closeGate(control, database, given.roles, effort.tag);
        await endUninvited(control, database, effort.signal);
        return [await lookAtGate(control, database, given.roles)];
      }),
    isHeld: (tag) =>
      withControl(given.target, tag, async (control) => {
        const found = await lookAtGate(control, database, given.roles);
        return found.result === 'passed' && (await listUninvited(control, database)).length === 0;
      }),
    resume: (effort) =>
      withControl(given.target, effort.tag, async (control) => [await openGate(control, database, effort.tag)]),
  };
}

async function closeGate(control: pg.Client, database: string, roles: readonly string[], tag: RunTag): Promise<void> {
  const oid = await oidOf(control, database);
  await refuseUngateable(control, oid, roles);
  await inTransaction(control, async () => {
    // An earlier run's remembered rights are the true ones: by now the gate hides them.
    const remembered =
      ((await readMarker(control, gateMarker(oid)))?.facts as RememberedRights | undefined) ??
      (await readRights(control, oid));
    await putMarker(control, { run: runKey(tag), what: gateMarker(oid), facts: remembered });
    const names = ['PUBLIC', ...roles.map(quoteName)].join(', ');
    await control.query(`REVOKE CONNECT ON DATABASE ${quoteName(database)} FROM ${names}`);
  });
}

async function readRights(control: pg.Client, oid: number): Promise<RememberedRights> {
  const { rows } = await control.query<{ grantee: string | null; grantable: boolean }>(
    `SELECT CASE WHEN acl.grantee <> 0 THEN pg_get_userbyid(acl.grantee) END AS grantee, acl.is_grantable AS grantable
       FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) acl
      WHERE d.oid = $1 AND acl.privilege_type = 'CONNECT' AND acl.grantee <> d.datdba`,
    [oid],
  );
  return { oid, rights: rows };
}

/** A superuser, the owner and our own role pass every gate: saying otherwise would be a false freeze. */
async function refuseUngateable(control: pg.Client, oid: number, roles: readonly string[]): Promise<void> {
  const { rows } = await control.query<{ role: string; why: string }>(
    `SELECT r.rolname AS role, CASE WHEN r.rolsuper THEN 'a superuser' WHEN r.oid = d.datdba THEN 'the owner of the database'
              ELSE 'our own role' END AS why
       FROM pg_roles r, pg_database d
      WHERE d.oid = $1 AND r.rolname = ANY($2) AND (r.rolsuper OR r.oid = d.datdba OR r.rolname = current_user)`,
    [oid, roles],
  );
  if (rows[0] === undefined) return;
  const said = rows.map((row) => `${row.role} is ${row.why}`).join('; ');
  throw new RecourseError(`The connection gate cannot keep everybody out: ${said}.`, {
    code: 'freeze-not-proved',
    hint: 'Let the service use a role of its own, or use lock-tables in freeze.methods.',
    facts: { roles: rows.map((row) => row.role).join(', ') },
  });
}

async function endUninvited(control: pg.Client, database: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + drainedWithinMs;
  for (
    let left = await listUninvited(control, database);
    left.length > 0;
    left = await listUninvited(control, database)
  ) {
    signal.throwIfAborted();
    if (Date.now() > deadline) throw notDrained(left);
    await control.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [left]);
    await wait(lookEveryMs);
  }
}

/** Sessions whose role could not come in again. Their kind is hidden from us, but only sessions and their workers have a role. */
async function listUninvited(control: pg.Client, database: string): Promise<number[]> {
  const { rows } = await control.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND usesysid IS NOT NULL
        AND NOT has_database_privilege(usesysid, datid, 'CONNECT')`,
    [database],
  );
  return rows.map((row) => row.pid);
}

/** PostgreSQL's own answer to the question whether these roles could connect now, memberships included. */
async function lookAtGate(control: pg.Client, database: string, roles: readonly string[]): Promise<Finding> {
  const { rows } = await control.query<{ role: string }>(
    `SELECT r.rolname AS role FROM pg_roles r WHERE r.rolname = ANY($2) AND has_database_privilege(r.oid, $1, 'CONNECT')
     UNION ALL
     SELECT 'PUBLIC' FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) acl
      WHERE d.datname = $1 AND acl.grantee = 0 AND acl.privilege_type = 'CONNECT'`,
    [database, roles],
  );
  const open = rows.map((row) => row.role);
  if (open.length === 0) {
    return { check: 'connection-gate', result: 'passed', say: `${roles.join(', ')} and PUBLIC may not connect.` };
  }
  return {
    check: 'connection-gate',
    result: 'failed',
    say: `Still able to connect, by a grant of another role or a membership: ${open.join(', ')}.`,
    hint: `Find the grant with \\l in psql and add that role to freeze.methods, or use lock-tables.`,
  };
}

/** By oid: after a promotion the name belongs to another database, whose rights were never touched. */
async function openGate(control: pg.Client, database: string, tag: RunTag): Promise<Finding> {
  const { rows } = await control.query<{ what: string; facts: RememberedRights; name: string | null }>(
    `SELECT m.what, m.facts, d.datname AS name FROM marker m LEFT JOIN pg_database d ON d.oid = (m.facts->>'oid')::oid
      WHERE m.what LIKE 'connection-gate %' AND (m.run = $1 OR d.datname = $2)`,
    [runKey(tag), database],
  );
  for (const { what, facts, name } of rows) {
    await inTransaction(control, async () => {
      if (name !== null) await grantAgain(control, name, facts);
      await dropMarker(control, what);
    });
  }
  const names = rows.map((row) => row.name ?? 'a database that is gone').join(', ');
  const say = rows.length === 0 ? 'The gate was not closed by us.' : `The rights to connect to ${names} are as before.`;
  return { check: 'connection-gate', result: 'passed', say };
}

async function grantAgain(control: pg.Client, name: string, remembered: RememberedRights): Promise<void> {
  for (const { grantee, grantable } of remembered.rights) {
    const to = grantee === null ? 'PUBLIC' : quoteName(grantee);
    const option = grantable ? ' WITH GRANT OPTION' : '';
    await control.query(`GRANT CONNECT ON DATABASE ${quoteName(name)} TO ${to}${option}`);
  }
}

async function oidOf(control: pg.Client, database: string): Promise<number> {
  const { rows } = await control.query<{ oid: string }>('SELECT oid FROM pg_database WHERE datname = $1', [database]);
  return Number(rows[0]?.oid);
}

function notDrained(pids: readonly number[]): RecourseError {
  return new RecourseError(`Sessions do not end behind the connection gate: ${pids.join(', ')}.`, {
    code: 'freeze-not-proved',
    hint: 'Our role needs pg_signal_backend (GRANT pg_signal_backend TO <our role>;). End them by hand, then retry.',
    facts: { pids: pids.join(', ') },
  });
}
