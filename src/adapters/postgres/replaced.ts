import type pg from 'pg';
import { RecourseError } from '../../domain/errors.ts';
import { Fence } from '../../domain/ids.ts';
import type { ReplacedDatabases } from '../../ports/replaced.ts';
import type { RunTag } from '../../ports/run-tag.ts';
import { databaseNameOf, type Target } from './connect.ts';
import { withControl } from './control.ts';
import { dropDatabase } from './drop-database.ts';
import { quoteName } from './identifiers.ts';
import { shutLeftDoors } from './kept-door.ts';
import { changeKept, dropKept, keptOf, listKept } from './replaced-notes.ts';
import { nameOf } from './swap-gate.ts';
import { inTransaction } from './transaction.ts';

/** The second half of an advisory lock's key; the first is the production database. */
const turnLock = 7_231_003;

/** @param given.home only what this store's incidents replaced; all of it where the store is not known */
export function createReplacedDatabases(given: {
  readonly target: Target;
  readonly home: string | undefined;
}): ReplacedDatabases {
  const production = databaseNameOf(given.target);
  const tag: RunTag = { run: `replaced-${production}`.slice(0, 40), fence: Fence.parse(0) };
  const inControl = <Result>(work: (control: pg.Client) => Promise<Result>) => withControl(given.target, tag, work);
  return {
    list: () => inControl((control) => listKept(control, { production, home: given.home })),
    keepUntil: ({ oid }, until, by) =>
      inControl((control) => changeKept(control, oid, { kept: { until, by }, warned: null }, "NOT facts ? 'dropping'")),
    noteWarning: async ({ oid }, warned) => void (await inControl((control) => changeKept(control, oid, { warned }))),
    drop: ({ oid }, heard = () => undefined) => inControl((control) => dropReplaced(control, oid, heard)),
    closeLeftOpen: () =>
      inControl(async (control) => {
        const kept = await listKept(control, { production, home: given.home });
        return shutLeftDoors(
          control,
          kept.map(({ database }) => database.oid),
        );
      }),
    forget: ({ oid }) => inControl((control) => dropKept(control, oid)),
    inTurn: (work) => inControl((control) => inTurn(control, production, work)),
  };
}

/**
 * Renamed first, in the transaction that looks: from then on neither a swap backwards nor anybody else can put another
 * database under the name that is dropped. DROP DATABASE itself can be in no transaction.
 */
async function dropReplaced(control: pg.Client, oid: number, heard: (say: string) => void): Promise<void> {
  const aside = `recourse_dropping_${oid}`;
  await inTransaction(control, async () => {
    const kept = await keptOf(control, oid);
    if (kept === null || kept.standing === 'dropped' || kept.standing === 'gone') return;
    if (kept.doubt !== null) throw doubtful(kept.database.name, oid, kept.doubt);
    if (kept.standing === 'dropping') return;
    await control.query(`ALTER DATABASE ${quoteName(kept.database.name)} RENAME TO ${quoteName(aside)}`);
    await changeKept(control, oid, { dropping: kept.database.name });
    heard('put aside to be dropped, not yet committed');
  });
  heard('put aside: dropping');
  if ((await nameOf(control, oid)) === aside) await dropDatabase(control, { name: aside, oid });
}

async function inTurn<Result>(
  control: pg.Client,
  production: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const { rows } = await control.query<{ mine: boolean }>(
    'SELECT pg_try_advisory_lock(hashtext($1), $2::int) AS mine',
    [production, turnLock],
  );
  // The lock goes with the session, and so with us.
  return rows[0]?.mine === true ? work() : null;
}

function doubtful(name: string, oid: number, doubt: string): RecourseError {
  return new RecourseError(`${name} is not dropped: ${doubt}.`, {
    code: 'database-refused',
    hint: 'Look at it by hand. Recourse drops only what it put aside itself and nobody has touched since.',
    facts: { database: name, oid },
  });
}
