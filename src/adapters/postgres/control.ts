import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { type RunTag, runKey, tagText } from '../../ports/run-tag.ts';
import { connect, type Target } from './connect.ts';
import { codeOf } from './sqlstate.ts';

/** Our own small database at the target: fences and markers that must outlive us, and a place to swap the others from. */
export const controlDatabase = 'recourse_control';

/** One row that says what a run did at the target, written in the transaction that did it. */
export interface Marker {
  readonly run: string;
  readonly what: string;
  readonly facts: unknown;
}

// Several bots may arrive at once; IF NOT EXISTS alone races on the catalogue's unique indexes.
const schema = `
  SELECT pg_advisory_xact_lock(7231002);
  CREATE TABLE IF NOT EXISTS fence (run text PRIMARY KEY, fence bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS marker (
    run text NOT NULL, what text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), facts jsonb NOT NULL,
    PRIMARY KEY (run, what)
  )`;

/** Opens a session in the control database, works, and always hangs up. Makes the database the first time. */
export async function withControl<Result>(
  target: Target,
  tag: RunTag,
  work: (control: pg.Client) => Promise<Result>,
): Promise<Result> {
  const control = await openControl(target, tag);
  try {
    return await work(control);
  } finally {
    await control.end().catch(() => undefined);
  }
}

/** @throws RecourseError `rights-missing` when another role's bot made the database and did not let ours in */
export async function openControl(target: Target, tag: RunTag): Promise<pg.Client> {
  const control = await connect(target, tag, controlDatabase).catch(async (error: unknown) => {
    const { sqlstate } = error instanceof RecourseError ? error.facts : {};
    if (sqlstate !== '3D000') throw error;
    await createControl(target, tag);
    return connect(target, tag, controlDatabase);
  });
  try {
    await ensureTables(control);
    return control;
  } catch (error) {
    await control.end().catch(() => undefined);
    throw error;
  }
}

async function createControl(target: Target, tag: RunTag): Promise<void> {
  const client = await connect(target, tag).catch(() => connect(target, tag, 'postgres'));
  try {
    // template0: nobody can be connected to it, so a session in template1 cannot make this fail.
    await client.query(`CREATE DATABASE ${controlDatabase} TEMPLATE template0`);
    await client.query(`REVOKE ALL ON DATABASE ${controlDatabase} FROM PUBLIC`);
  } catch (error) {
    if (!['42P04', '23505'].includes(codeOf(error))) throw notCreated(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureTables(control: pg.Client): Promise<void> {
  const found = await control.query<{ ready: boolean; mine: boolean; owner: string; me: string }>(
    `SELECT to_regclass('public.fence') IS NOT NULL AND to_regclass('public.marker') IS NOT NULL AS ready,
            pg_has_role(datdba, 'USAGE') AS mine, datdba::regrole::text AS owner, current_user::text AS me
       FROM pg_database WHERE datname = current_database()`,
  );
  const [row] = found.rows;
  if (row?.mine !== true) throw notOurs(row?.owner ?? 'another role', row?.me ?? 'our role');
  if (!row.ready) await control.query(`BEGIN; ${schema}; COMMIT`);
}

/**
 * Holds the run's fence row until the transaction ends, so that nobody raises it meanwhile.
 *
 * @throws RecourseError `fenced-off` unless the row stands at exactly this tag's fence
 */
export async function holdFence(control: pg.Client, tag: RunTag): Promise<void> {
  const { rows } = await control.query<{ fence: string }>('SELECT fence FROM fence WHERE run = $1 FOR UPDATE', [
    runKey(tag),
  ]);
  const standing = rows[0]?.fence;
  if (standing !== String(tag.fence)) throw fencedOff(tag, standing ?? 'none');
}

/** @throws RecourseError `fenced-off` when a newer conductor has raised the fence of this run */
export async function refuseWhenFencedOff(control: pg.Client, tag: RunTag): Promise<void> {
  const { rows } = await control.query<{ fence: string }>('SELECT fence FROM fence WHERE run = $1 AND fence > $2', [
    runKey(tag),
    tag.fence,
  ]);
  if (rows[0] !== undefined) throw fencedOff(tag, rows[0].fence);
}

export function fencedOff(tag: RunTag, standing: string): RecourseError {
  return new RecourseError(`${tagText(tag)} may not act any more: the fence at the target stands at ${standing}.`, {
    code: 'fenced-off',
    hint: 'Another conductor has taken this run over, or none has raised the fence yet. Let that one go on; nothing was done here.',
    facts: { run: String(tag.run), fence: tag.fence, standing },
  });
}

/** Writes or replaces a marker, in the caller's transaction where there is one. */
export async function putMarker(control: pg.Client, marker: Marker): Promise<void> {
  await control.query(
    `INSERT INTO marker (run, what, facts) VALUES ($1, $2, $3)
     ON CONFLICT (run, what) DO UPDATE SET facts = EXCLUDED.facts, at = clock_timestamp()`,
    [marker.run, marker.what, JSON.stringify(marker.facts)],
  );
}

/** The newest marker of that name, of one run or of any. */
export async function readMarker(control: pg.Client, what: string, run?: string): Promise<Marker | null> {
  const { rows } = await control.query<Marker>(
    'SELECT run, what, facts FROM marker WHERE what = $1 AND ($2::text IS NULL OR run = $2) ORDER BY at DESC LIMIT 1',
    [what, run ?? null],
  );
  return rows[0] ?? null;
}

/** Removes a marker of that name, of one run or of all. */
export async function dropMarker(control: pg.Client, what: string, run?: string): Promise<void> {
  await control.query('DELETE FROM marker WHERE what = $1 AND ($2::text IS NULL OR run = $2)', [what, run ?? null]);
}

function notCreated(cause: unknown): RecourseError {
  return new RecourseError(`The control database ${controlDatabase} could not be made (${codeOf(cause)}).`, {
    code: codeOf(cause) === '42501' ? 'rights-missing' : 'database-refused',
    hint: 'Our role needs CREATEDB. Run as a superuser: ALTER ROLE <our role> CREATEDB;',
    cause,
  });
}

function notOurs(owner: string, me: string): RecourseError {
  return new RecourseError(`The control database ${controlDatabase} belongs to ${owner}, not to ${me}.`, {
    code: 'rights-missing',
    hint: `Run as a superuser: GRANT ${owner} TO ${me};`,
    facts: { owner, role: me },
  });
}
