import { z } from 'zod';
import { Correction } from '../domain/correction.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import { RecourseError } from '../domain/errors.ts';
import { Finding } from '../domain/finding.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { judgeOrphans, judgeSamples } from '../policy/judge-answers.ts';
import { rehearsalFindings } from '../policy/migrations/gate-findings.ts';
import { reachOf } from './correction-files.ts';
import { dropEarlierRehearsals } from './drop-earlier-copies.ts';
import { lookAt, measureRun } from './measured-run.ts';
import { replayChain } from './replay-chain.ts';
import { runMigrations } from './run-migrations.ts';
import { safetyBackupOf } from './safety-copy.ts';
import { writeCorrection } from './write-correction.ts';

const Intent = z.object({ id: z.string(), name: z.string() });
/** What the policy's own questions found on the copy before the correction, and after it. */
const Outcome = z.object({ correction: Correction, before: z.array(Finding), after: z.array(Finding) });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Look at the failure on a copy of production as it is now, correct it there, and look again (G10). */
export const rehearseCorrection = {
  name: 'rehearse-correction',
  title: 'Try the correction on a copy',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async ({ incident, ports, effort }) => ({
    kind: 'to-do',
    intent: { id: `correction-${incident.head.n}`, name: ports.copies.scratchName(effort.tag, 'rehearsal') },
  }),
  run: async (given, intent) => onCopy(given, intent),
  verify: async (_, { correction, before, after }) => judge(correction, before, after),
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

async function onCopy(given: Given, { id, name }: Intent): Promise<Outcome> {
  const { ports, effort } = given;
  const { migrations, from } = given.outcomeOf(writeCorrection);
  const { migrations: count, durationMs, skipped } = given.outcomeOf(replayChain);
  await holdWithin(given, migrations);
  await dropEarlierRehearsals(ports, given.incident.id);
  const copy = await ports.copies.restore(await safetyBackupOf(given), name, effort);
  try {
    const before = await askPolicy(given, copy);
    effort.progress(`Trying ${migrations.map((file) => file.name).join(', ')} on ${copy.name}`);
    const unit = {
      migrations: migrations.map((file) => file.name),
      by: ports.migrations?.apply?.name ?? 'psql',
      run: () => runMigrations(given, copy.name, migrations),
    };
    const { run } = await measureRun(ports, copy, unit, await lookAt(ports, copy, effort), effort);
    const replay = { migrations: count, durationMs, ...(skipped === undefined ? {} : { skipped }) };
    const after = run.error === null ? await askPolicy(given, copy) : before;
    return { correction: { id, migrations, from, replay, run }, before: [...before], after: [...after] };
  } finally {
    await ports.copies.drop(copy);
  }
}

/** Asked again: what runs on the copy is what lies there now, not what was read when it was found. */
async function holdWithin(given: Given, migrations: Correction['migrations']): Promise<void> {
  const reach = await reachOf(given, migrations);
  if (reach === null) return;
  throw new RecourseError(`The migration would act on production’s server from its copy: ${reach}.`, {
    code: 'check-failed',
    hint: 'Take that out of the migration and do it by hand, then choose this way again.',
  });
}

/** Required tables, orphans and samples, as on every copy. */
async function askPolicy({ ports, service, effort }: Given, { name }: DatabaseIdentity): Promise<readonly Finding[]> {
  const { required_tables: required, orphan_queries: orphans, sample_queries: samples } = service.database;
  const missing = await ports.questions.missingTables(name, required, effort);
  return [
    ...missing.map((table): Finding => ({ check: 'required tables', result: 'failed', say: `${table} is missing` })),
    ...judgeOrphans(await ports.questions.numbers(name, orphans, effort), service.database.safe_repair_threshold),
    ...judgeSamples(await ports.questions.returnsRows(name, samples, effort)),
  ];
}

function judge({ run }: Correction, before: readonly Finding[], after: readonly Finding[]): readonly Finding[] {
  const failedBefore = before.filter(({ result }) => result === 'failed');
  const seen: Finding =
    failedBefore.length === 0
      ? { check: 'reproduced', result: 'warned', say: 'no question of the policy shows the failure on the copy' }
      : { check: 'reproduced', result: 'passed', say: `on the copy, before: ${failedBefore[0]?.say}` };
  const rehearsed = rehearsalFindings({ runs: [run], values: [] });
  return [seen, ...rehearsed, ...(run.error === null ? after : [])];
}
