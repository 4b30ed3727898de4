import type pg from 'pg';
import type { ValidatedCopy } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { databaseNameOf, type Target } from './connect.ts';
import { withControl } from './control.ts';
import { quoteName } from './identifiers.ts';
import { compareRights, judgeRights, listObjectRights } from './parity-rights.ts';
import { raiseSequences } from './parity-sequences.ts';
import { planTraits, readProductionTraits, readTraits } from './parity-traits.ts';
import { codeOf } from './sqlstate.ts';
import { withWorkSession } from './work-session.ts';

/**
 * Gives a validated copy what no dump brings along: owner, rights, limit, comment and settings of the database, sequence
 * values, statistics; and compares owners and rights of everything inside. Safe to call again. What our role may not do
 * becomes a warning that names the statement.
 */
export async function bringToParity(
  given: { readonly target: Target },
  copy: ValidatedCopy,
  effort: Effort,
): Promise<readonly Finding[]> {
  const { target } = given;
  effort.progress('settings and rights of the database');
  const outside = await withControl(target, effort.tag, (control) => alignTraits(control, target, copy));
  effort.signal.throwIfAborted();
  const doing = 'Bringing the copy to parity';
  return withWorkSession({ target, doing }, effort, (production) =>
    withWorkSession({ target, database: copy.name, doing }, effort, async (scratch) => {
      await refuseStranger(scratch, copy);
      effort.progress('sequences');
      const sequences = await alignSequences(production, scratch);
      effort.progress('statistics');
      const statistics = await gatherStatistics(scratch);
      effort.progress('owners and rights');
      const [live, same] = [await listObjectRights(production), await listObjectRights(scratch)];
      return [...outside, sequences, statistics, ...judgeRights(compareRights(live, same))];
    }),
  );
}

async function alignTraits(control: pg.Client, target: Target, copy: ValidatedCopy): Promise<Finding[]> {
  const production = await readProductionTraits(control, await oidOf(control, databaseNameOf(target)));
  const before = await readTraits(control, copy.oid);
  // The owner first: a change of owner rewrites the rights.
  const owner =
    before.owner === production.owner
      ? []
      : [`ALTER DATABASE ${quoteName(before.name)} OWNER TO ${quoteName(production.owner)}`];
  const changedOwner = await runEach(control, owner);
  const changed = await runEach(control, planTraits(production, await readTraits(control, copy.oid)));
  return judgeChanges(
    'database-traits',
    [...changedOwner.refused, ...changed.refused],
    [...changedOwner.done, ...changed.done],
  );
}

async function runEach(
  control: pg.Client,
  statements: readonly string[],
): Promise<{ done: string[]; refused: string[] }> {
  const done: string[] = [];
  const refused: string[] = [];
  for (const statement of statements) {
    try {
      await control.query(statement);
      done.push(statement);
    } catch (error) {
      // 42501: not our right; 22023 and 42704: a setting or role that this server no longer knows.
      if (!['42501', '22023', '42704'].includes(codeOf(error))) throw error;
      refused.push(`${statement};`);
    }
  }
  return { done, refused };
}

function judgeChanges(check: string, refused: readonly string[], done: readonly string[]): Finding[] {
  const same: Finding = {
    check,
    result: 'passed',
    say: `Owner, rights, limit, comment and settings are production’s (${done.length} changed).`,
  };
  if (refused.length === 0) return [same];
  return [
    {
      check,
      result: 'warned',
      say: `${refused.length} settings or rights of the database could not be carried over by our role; ${done.length} were.`,
      hint: `Run as a superuser: ${refused.join(' ')}`,
    },
  ];
}

async function alignSequences(production: pg.Client, scratch: pg.Client): Promise<Finding> {
  const check = 'sequences';
  const { raised, refused } = await raiseSequences(production, scratch);
  if (refused.length === 0) {
    return { check, result: 'passed', say: `No sequence lags behind production’s (${raised.length} raised).` };
  }
  return {
    check,
    result: 'warned',
    say: `Sequences that could not be compared or raised: ${refused.join('; ')}.`,
    hint: 'Run as their owner in the copy: SELECT setval(…) with production’s last value.',
  };
}

/** Only what has changed since it was last analysed, so that a second call costs nothing. */
async function gatherStatistics(scratch: pg.Client): Promise<Finding> {
  const { rows } = await scratch.query<{ table: string }>(
    `SELECT format('%I.%I', s.schemaname, s.relname) AS "table"
       FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
      WHERE (s.n_mod_since_analyze > 0 OR coalesce(s.last_analyze, s.last_autoanalyze) IS NULL)
        AND pg_has_role(c.relowner, 'USAGE')`,
  );
  if (rows.length > 0) await scratch.query(`ANALYZE ${rows.map((row) => row.table).join(', ')}`);
  return { check: 'statistics', result: 'passed', say: `${rows.length} tables were analysed.` };
}

async function refuseStranger(scratch: pg.Client, copy: ValidatedCopy): Promise<void> {
  const { rows } = await scratch.query<{ oid: string }>(
    'SELECT oid FROM pg_database WHERE datname = current_database()',
  );
  if (Number(rows[0]?.oid) === copy.oid) return;
  throw new RecourseError(`${copy.name} is not the database that was validated.`, {
    code: 'validation-failed',
    hint: 'It was dropped or renamed meanwhile. Restore and validate again.',
    facts: { expected: copy.oid, found: rows[0]?.oid ?? null },
  });
}

async function oidOf(control: pg.Client, database: string): Promise<number> {
  const { rows } = await control.query<{ oid: string }>('SELECT oid FROM pg_database WHERE datname = $1', [database]);
  if (rows[0] !== undefined) return Number(rows[0].oid);
  throw new RecourseError(`There is no database ${database}.`, {
    code: 'not-found',
    hint: 'Check the URL of production.',
  });
}
