import type { DatabaseIdentity } from '../../domain/database.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { Copies, EvidenceCamera } from '../../ports/databases.ts';
import type { DownScriptFiles, DownScripts, Expectations, ScriptToRun } from '../../ports/down-scripts.ts';
import type { Ledger, ScriptOutcome, Scripts, ScriptText, TableWatch } from '../../ports/migrations.ts';
import type { OneTimeScripts } from '../../ports/one-time-scripts.ts';
import type { Effort } from '../../ports/run-tag.ts';
import type { Questions } from '../../ports/scratch.ts';
import type { Snapshots } from '../../ports/snapshots.ts';
import { runUnits } from '../migrations/run-units.ts';

export interface DownScriptParts {
  readonly files: DownScriptFiles;
  readonly scripts: Scripts;
  readonly oneTimeScripts: OneTimeScripts;
  readonly expectations: Expectations;
  readonly ledger: Pick<Ledger, 'removalOf'>;
  readonly copies: Pick<Copies, 'restore' | 'drop'>;
  readonly evidence: Pick<EvidenceCamera, 'production'>;
  readonly tables: TableWatch;
  readonly snapshots: Snapshots;
  readonly questions: Pick<Questions, 'numbers'>;
}

/** Down scripts found, rehearsed on a fresh copy and run, each in one transaction with its ledger row. */
export function createDownScripts(parts: DownScriptParts): DownScripts {
  return {
    find: (migration) => parts.files.find(migration),
    check: (database, expected, effort) => parts.expectations.check(database, expected, effort),
    standing: (id, effort) => parts.oneTimeScripts.standing(id, effort),
    rehearse: (given, effort) => rehearse(parts, given, effort),
    run: async ({ id, into, ...given }, grant, effort) => {
      await refuseOther(parts, into);
      const text = textOf(parts, given);
      return withPlace(given, await parts.oneTimeScripts.apply({ id, database: into.name, ...text }, grant, effort));
    },
  };
}

async function rehearse(
  parts: DownScriptParts,
  { backup, name, scripts, guards, expected }: Parameters<DownScripts['rehearse']>[0],
  effort: Effort,
): ReturnType<DownScripts['rehearse']> {
  const beganAt = performance.now();
  effort.progress('Restoring the safety backup into a scratch copy');
  const copy = await parts.copies.restore(backup, name, effort);
  try {
    const restoreMs = Math.round(performance.now() - beganAt);
    const guardCounts = await parts.questions.numbers(copy.name, guards, effort);
    const dropped = [...new Set(scripts.flatMap(({ script }) => script.dropsColumns))];
    const values = await parts.tables.countValues(copy.name, dropped, effort);
    const units = scripts.map((given) => ({
      migrations: [given.migration.name],
      by: 'psql',
      run: async () => {
        const text = { database: copy.name, transaction: true, ...textOf(parts, given) };
        return withPlace(given, await parts.scripts.run(text, effort));
      },
    }));
    const { runs } = await runUnits(parts, copy, units, effort);
    const passed = runs.every(({ error }) => error === null);
    const expectations = passed ? await parts.expectations.check(copy.name, expected, effort) : [];
    return { backup: backup.manifest.id, restoreMs, runs: [...runs], values: [...values], guardCounts, expectations };
  } finally {
    await parts.copies.drop(copy);
  }
}

/** The chosen option, the script, and the ledger row that goes with it. */
function textOf({ ledger }: DownScriptParts, { migration, script, before }: ScriptToRun): ScriptText {
  const [main, ...includes] = script.parts;
  return { script: main?.text ?? '', before, after: ledger.removalOf(migration), includes };
}

/** The database's own error with its place in front; a script that ended its transaction is one that failed. */
function withPlace({ script }: ScriptToRun, outcome: ScriptOutcome): ScriptOutcome {
  const { error, commitsItself } = outcome;
  if (error !== null) {
    const part = placeOf(script, error.part);
    return { ...outcome, error: { ...error, say: `${part}:${error.line ?? '?'} ${error.say}` } };
  }
  if (!commitsItself) return outcome;
  const say = `${script.file} ends the transaction that it runs in: part of it could stay, and its ledger row with it.`;
  return { ...outcome, error: { say, line: null } };
}

function placeOf({ file, parts }: ScriptToRun['script'], part: string | undefined): string {
  if (part === undefined) return file;
  if (part === 'before.sql') return 'the chosen option';
  if (part === 'after.sql') return 'the ledger';
  return parts.find(({ name }) => name === part)?.shown ?? file;
}

/** Names move by a swap: production is the database that was meant when its oid is. */
async function refuseOther({ evidence }: DownScriptParts, into: DatabaseIdentity): Promise<void> {
  const now = await evidence.production();
  if (now.oid === into.oid && now.name === into.name) return;
  throw new RecourseError(`${into.name} is another database now: oid ${now.oid}, expected ${into.oid}.`, {
    code: 'database-refused',
    hint: 'Names have moved, perhaps by a swap. Choose this way back again: it is prepared from what is there now.',
    facts: { database: into.name, found: now.oid, expected: into.oid },
  });
}
