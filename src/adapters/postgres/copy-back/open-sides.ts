import type pg from 'pg';
import type { DatabaseIdentity } from '../../../domain/database.ts';
import { RecourseError } from '../../../domain/errors.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import type { Target } from '../connect.ts';
import { readMarker, withControl } from '../control.ts';
import { readSystemIdentifier } from '../database-facts.ts';
import { openDoor, shutDoor } from '../kept-door.ts';
import { withWorkSession } from '../work-session.ts';
import type { Sides } from './find-rows.ts';

/** Opens a session on each of the two databases, by name, and makes sure that they are the ones that were meant. */
export function withSides<Result>(
  cluster: Target,
  given: { readonly from: DatabaseIdentity; readonly into: DatabaseIdentity; readonly doing: string },
  effort: Effort,
  work: (sides: Sides) => Promise<Result>,
): Promise<Result> {
  const { from, into, doing } = given;
  return withWorkSession({ target: cluster, database: into.name, doing }, effort, async (target) => {
    await refuseOther(target, into);
    return throughTheDoor(cluster, from, effort, (opened) =>
      withWorkSession({ target: cluster, database: from.name, doing }, effort, async (source) => {
        await refuseOther(source, from);
        await opened();
        return work({ source, target });
      }),
    );
  });
}

/** Names move by a swap: a database is the one that was meant when its oid and its cluster are. */
export async function refuseOther(session: pg.Client, meant: DatabaseIdentity): Promise<void> {
  const { rows } = await session.query<{ oid: number }>(
    'SELECT oid FROM pg_database WHERE datname = current_database()',
  );
  const oid = rows[0]?.oid ?? 0;
  const cluster = await readSystemIdentifier(session);
  const known = meant.systemIdentifier !== null && cluster !== null;
  if (oid === meant.oid && (!known || cluster === meant.systemIdentifier)) return;
  throw new RecourseError(`${meant.name} is another database now: oid ${oid}, expected ${meant.oid}.`, {
    code: 'database-refused',
    hint: 'Names have moved, perhaps by a swap. Make a new dry run from what is there now.',
    facts: { database: meant.name, found: oid, expected: meant.oid },
  });
}

/**
 * A database that a promotion replaced lets nobody in. It is opened for as long as it takes us to come in, and closed
 * behind us; a session that is in stays in. Where we die in between, the next look at what was replaced closes it. One
 * that was closed by somebody else stays closed.
 */
async function throughTheDoor<Result>(
  cluster: Target,
  { name, oid }: DatabaseIdentity,
  effort: Effort,
  work: (opened: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const keptShut = await withControl(cluster, effort.tag, async (control) => {
    const { rows } = await control.query<{ open: boolean }>(
      'SELECT datallowconn AS open FROM pg_database WHERE oid = $1 AND datname = $2',
      [oid, name],
    );
    return rows[0]?.open === false && (await readMarker(control, `kept ${oid}`)) !== null;
  });
  if (!keptShut) return work(async () => undefined);
  const kept = { name, oid };
  let isOpen = true;
  const shut = async () => {
    if (!isOpen) return;
    await withControl(cluster, effort.tag, (control) => shutDoor(control, kept, effort.tag));
    isOpen = false;
  };
  await withControl(cluster, effort.tag, (control) => openDoor(control, kept, effort.tag));
  effort.progress('the replaced database is open until we are in');
  try {
    return await work(shut);
  } finally {
    await shut();
  }
}
