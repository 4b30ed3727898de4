import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { isSameMigration, type MigrationFile } from '../domain/migration.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { judgeCommit } from '../plan/judge-commit.ts';
import { judgeOrphans, judgeSamples } from '../policy/judge-answers.ts';
import { compareLedger } from '../policy/migrations/compare-ledger.ts';
import { captureEvidence } from './capture-evidence.ts';
import { chooseCommit } from './choose-commit.ts';
import { findingsOf } from './findings-of.ts';

const Outcome = z.object({ findings: findingsOf });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({ commit: z.string(), head: z.string().nullable() });
type Intent = z.infer<typeof Intent>;

/** Prove that only code is at fault: schema intact, data valid, and the commit able to run on both (P5). */
export const checkCodeCanReturn = {
  name: 'check-code-can-return',
  title: 'Check that the code can go back',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => {
    const { commit, head } = given.outcomeOf(chooseCommit);
    return { kind: 'to-do', intent: { commit, head } };
  },
  run: async (given, intent) => ({ findings: [...(await judgeSchema(given, intent)), ...(await judgeData(given))] }),
  verify: async (_, { findings = [] }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

async function judgeSchema({ ports, effort }: Given, { commit, head }: Intent): Promise<Finding[]> {
  const { migrations, source } = ports;
  if (migrations === null) return [untold('recourse.yaml names no migrations')];
  const [files, rows, inCommit] = await Promise.all([
    migrations.files.list(),
    migrations.ledger.read(effort),
    source.migrationsAt(commit),
  ]);
  if (rows === null) return [untold('production keeps no ledger of its migrations')];
  const known = inCommit === null ? upTo(head, files) : files.filter(({ file }) => inCommit.includes(file));
  if (known === null) return [untold(`neither Git nor a backup says which migrations ${commit.slice(0, 12)} knows`)];
  const { standings } = compareLedger(migrations.files.tool, files, rows);
  const ran = standings.filter(({ standing }) => standing !== 'pending' && standing !== 'skipped');
  const isKnown = ({ name }: MigrationFile) => known.some((file) => file.name === name);
  const later = ran.map(({ migration }) => migration).filter((migration) => !isKnown(migration));
  // Read without the ones before them: what those made is production's, and full of rows.
  const readings = await migrations.files.read(new Set(later.map(({ name }) => name)));
  const failed = standings.filter(({ standing }) => standing === 'failed').map(({ say }) => halfApplied(say));
  return [
    ...failed,
    ...judgeCommit(
      commit,
      later.map(({ name }) => ({ name, effects: (readings.get(name) ?? []).flatMap(({ effects }) => effects) })),
    ),
  ];
}

/** What had run when that commit did: everything up to the head that a backup recorded. */
function upTo(head: string | null, files: readonly MigrationFile[]): readonly MigrationFile[] | null {
  const last = files.findIndex(({ name, file }) => isSameMigration(head, name) || isSameMigration(head, file));
  return last === -1 ? null : files.slice(0, last + 1);
}

function halfApplied(say: string): Finding {
  return {
    check: 'ledger',
    result: 'failed',
    say,
    hint: 'A migration that is half applied is not mended by older code. Restore, or fix forward.',
  };
}

function untold(why: string): Finding {
  return {
    check: 'schema',
    result: 'warned',
    say: `${why}, so nobody can tell whether that commit can run on the schema`,
    hint: 'Ask somebody who knows the code before you approve.',
  };
}

/** Code that goes back does not mend data: what is missing or orphaned speaks for a restore (P8). */
async function judgeData(given: Given): Promise<Finding[]> {
  const { evidence } = given.outcomeOf(captureEvidence);
  const { required_tables: required, ...policy } = given.service.database;
  const { questions } = given.ports;
  const [missing, orphans, samples] = [
    await questions.missingTables(evidence.database.name, required, given.effort),
    await questions.numbers(evidence.database.name, policy.orphan_queries, given.effort),
    await questions.returnsRows(evidence.database.name, policy.sample_queries, given.effort),
  ];
  return [
    ...missing.map(
      (table): Finding => ({
        check: 'required tables',
        result: 'failed',
        say: `${table} is missing in production`,
        hint: 'Older code does not bring a table back. Restore the backup.',
      }),
    ),
    ...judgeOrphans(orphans, policy.safe_repair_threshold),
    ...judgeSamples(samples),
  ];
}
