import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { type Effort, type RunTag, runKey } from '../../ports/run-tag.ts';
import type { Target } from './connect.ts';
import { dropMarker, holdFence, putMarker, readMarker, withControl } from './control.ts';
import { quoteLiteral, quoteName } from './identifiers.ts';
import { signAsKept } from './replaced-notes.ts';
import { codeOf } from './sqlstate.ts';
import { allowConnections, drain, nameOf, stillThere } from './swap-gate.ts';
import type { SwapMove } from './swap-move.ts';
import { inTransaction } from './transaction.ts';

/** With the gate closed nobody works, so what cannot be drained in this time is given back to a person. */
const drainedWithinMs = 15_000;
const databaseInUse = '55006';

export interface Exchange {
  readonly gateClosedMs: number;
  readonly sessionsEnded: number;
}

/**
 * Closes the gate, drains, renames. Whatever goes wrong after the gate closed, it is open again when this ends, unless
 * the server is gone or a newer conductor has taken over: then `standing` and `reopen` find it by oid.
 *
 * @throws RecourseError `swap-blocked`, `fenced-off`, or `swap-interrupted` when the gate could not be opened again
 */
export async function exchange(target: Target, move: SwapMove, effort: Effort): Promise<Exchange> {
  const beganAt = performance.now();
  try {
    return await withControl(target, effort.tag, async (control) => {
      effort.progress('closing the gate');
      await closeGate(control, move, effort.tag);
      effort.progress('gate closed: ending sessions');
      const sessionsEnded = await renameWhenEmpty(control, move, effort);
      return { gateClosedMs: Math.round(performance.now() - beganAt), sessionsEnded };
    });
  } catch (error) {
    const happened = await settle(target, move, effort.tag, error);
    // The answer to COMMIT was lost, not the commit.
    if (happened) return { gateClosedMs: Math.round(performance.now() - beganAt), sessionsEnded: 0 };
    throw error;
  }
}

/** A transaction of its own: nobody would notice the closed gate before its commit. */
async function closeGate(control: pg.Client, move: SwapMove, tag: RunTag): Promise<void> {
  await inTransaction(control, async () => {
    await holdFence(control, tag);
    await refuseUnlessInPlace(control, move);
    await allowConnections(control, move.retired.oid, false);
    await allowConnections(control, move.promoted.oid, false);
  });
}

/** A client that was half way in when the gate closed shows up late: then the rename says "in use" and we drain again. */
async function renameWhenEmpty(control: pg.Client, move: SwapMove, effort: Effort): Promise<number> {
  const deadline = Date.now() + drainedWithinMs;
  const oids = [move.retired.oid, move.promoted.oid];
  let ended = 0;
  for (;;) {
    ended += await drain(control, oids, deadline, effort.signal);
    effort.progress('drained: renaming');
    try {
      await inTransaction(control, () => rename(control, move, effort));
      effort.progress('renamed');
      return ended;
    } catch (error) {
      if (codeOf(error) !== databaseInUse) throw error;
      if (Date.now() > deadline)
        throw stillThere([{ pid: 0, mayEnd: false, say: 'a background worker or a prepared transaction' }]);
    }
  }
}

async function rename(control: pg.Client, move: SwapMove, effort: Effort): Promise<void> {
  const { retired, promoted, kind } = move;
  await holdFence(control, effort.tag);
  await refuseUnlessInPlace(control, move);
  // Backwards the two names change places, so the one that steps aside waits under a third.
  const aside = retired.to === promoted.from ? `recourse_moving_${retired.oid}` : retired.to;
  await renameDatabase(control, retired.from, aside);
  await renameDatabase(control, promoted.from, promoted.to);
  if (aside !== retired.to) await renameDatabase(control, aside, retired.to);
  await putAside(control, retired, { production: move.productionName, run: runKey(effort.tag) });
  await takeBackFromAside(control, promoted.oid, promoted.to);
  await allowConnections(control, promoted.oid, true);
  await putMarker(control, { run: runKey(effort.tag), what: `${kind} ${promoted.oid}`, facts: { move } });
  effort.progress('renamed, not yet committed');
}

async function renameDatabase(control: pg.Client, from: string, to: string): Promise<void> {
  await control.query(`ALTER DATABASE ${quoteName(from)} RENAME TO ${quoteName(to)}`);
}

/** The note has what undo gives back, and begins the days for which the database is kept. */
async function putAside(
  control: pg.Client,
  { oid, to: name }: SwapMove['retired'],
  { production, run }: { readonly production: string; readonly run: string },
): Promise<void> {
  const { rows } = await control.query<{ before: string | null; comment: string | null }>(
    `SELECT shobj_description($1, 'pg_database') AS comment,
            (SELECT split_part(setting, '=', 2) FROM pg_db_role_setting, unnest(setconfig) AS setting
              WHERE setdatabase = $1 AND setrole = 0 AND setting LIKE 'default_transaction_read_only=%') AS before`,
    [oid],
  );
  await putMarker(control, { run, what: `kept ${oid}`, facts: { ...rows[0], production, name } });
  await signAsKept(control, name, run);
}

/** Takes the signs back from a database that was kept by an earlier swap; leaves others as they are. */
async function takeBackFromAside(control: pg.Client, oid: number, name: string): Promise<void> {
  const kept = await readMarker(control, `kept ${oid}`);
  if (kept === null) return;
  const { before, comment } = kept.facts as { before: string | null; comment: string | null };
  const change =
    before === null
      ? 'RESET default_transaction_read_only'
      : `SET default_transaction_read_only = ${quoteLiteral(before)}`;
  await control.query(`ALTER DATABASE ${quoteName(name)} ${change}`);
  await control.query(`COMMENT ON DATABASE ${quoteName(name)} IS ${comment === null ? 'NULL' : quoteLiteral(comment)}`);
  await dropMarker(control, `kept ${oid}`);
}

async function refuseUnlessInPlace(control: pg.Client, move: SwapMove): Promise<void> {
  for (const { oid, from } of [move.retired, move.promoted]) {
    const name = await nameOf(control, oid);
    if (name === from) continue;
    throw new RecourseError(`Database ${oid} should be called ${from}, but is ${name ?? 'gone'}.`, {
      code: 'swap-blocked',
      hint: 'Somebody renamed or dropped a database meanwhile. Nothing was swapped; look at \\l in psql.',
      facts: { oid, expected: from, found: name },
    });
  }
}

/** True when the swap did happen after all; otherwise the gate is opened, unless a newer conductor owns it by now. */
async function settle(target: Target, move: SwapMove, tag: RunTag, error: unknown): Promise<boolean> {
  if (error instanceof RecourseError && error.code === 'fenced-off') return false;
  try {
    return await withControl(target, tag, (control) =>
      inTransaction(control, async () => {
        await holdFence(control, tag);
        if ((await nameOf(control, move.promoted.oid)) === move.promoted.to) return true;
        await openGate(control, move);
        return false;
      }),
    );
  } catch (cause) {
    if (cause instanceof RecourseError && cause.code === 'fenced-off') return false;
    throw new RecourseError(`The swap broke off and ${move.productionName} may be closed to connections.`, {
      code: 'swap-interrupted',
      hint: 'Recourse opens it again as soon as it reaches the server. By hand: ALTER DATABASE <name> ALLOW_CONNECTIONS true; from another database.',
      facts: { database: move.productionName, because: error instanceof Error ? error.message : String(error) },
      cause,
    });
  }
}

/** Opens whichever of the two is production now. A kept database stays closed; a scratch one is opened for the next attempt. */
export async function openGate(control: pg.Client, move: SwapMove): Promise<void> {
  for (const { oid, from } of [move.retired, move.promoted]) {
    const name = await nameOf(control, oid);
    const isScratch = move.kind === 'promoted' && oid === move.promoted.oid && name === from;
    if (name === move.productionName || isScratch) await allowConnections(control, oid, true);
  }
}
