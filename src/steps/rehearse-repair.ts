import { z } from 'zod';
import type { DatabaseIdentity } from '../domain/database.ts';
import { RecourseError } from '../domain/errors.ts';
import { BackupId } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { RehearsedRun } from '../domain/rehearsal.ts';
import { RepairRehearsal } from '../domain/repair.ts';
import type { Check, Given, SafeStep } from '../engine/step.ts';
import { chooseRepairs, judgeRehearsedRepair } from '../plan/judge-repair.ts';
import { captureEvidence } from './capture-evidence.ts';
import { dropEarlierRehearsals } from './drop-earlier-copies.ts';
import { lookAt, measureRun } from './measured-run.ts';
import { baseName, mendTheScript, readScripts } from './repair-scripts.ts';
import { takeSafetyBackup } from './take-safety-backup.ts';

const Intent = z.object({
  id: z.string(),
  /** The scratch database, which goes when this is done. */
  name: z.string(),
  backup: BackupId,
  repairs: z.array(z.object({ query: z.string(), script: z.string() })),
  unrepaired: RepairRehearsal.shape.unrepaired,
});
const Outcome = z.object({ rehearsal: RepairRehearsal });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Run the team's repair scripts on a copy of production as it is now, and count before and after (P2, P3). */
export const rehearseRepair = {
  name: 'rehearse-repair',
  title: 'Try the repair on a copy',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  // What was cut off left a copy that nobody knows the state of; scratch costs nothing.
  check: async (given) => intend(given),
  run: async (given, intent) => {
    const stored = await given.ports.backups.read(intent.backup);
    if (stored === null) throw backupGone(intent.backup);
    return { rehearsal: await onCopy(given, intent, stored) };
  },
  verify: async (_, { rehearsal }) => judgeRehearsedRepair(rehearsal),
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

async function intend(given: Given): Promise<Check<Intent, Outcome>> {
  const { orphans = [] } = given.outcomeOf(captureEvidence);
  const chosen = chooseRepairs(given.service, orphans);
  if ('whyNot' in chosen) return refused(chosen.whyNot, 'Choose another way back: `/rollback options` shows them all.');
  const { id: backup } = given.outcomeOf(takeSafetyBackup);
  if (backup === undefined) {
    return refused('There is no backup of the current state to try the repair on.', 'Take the safety backup first.');
  }
  const { barrier } = await readScripts(given.ports, chosen.repairs);
  if (barrier !== null) return refused(barrier, mendTheScript);
  const name = given.ports.copies.scratchName(given.effort.tag, 'rehearsal');
  return {
    kind: 'to-do',
    intent: { id: `repair-${given.incident.head.n}`, name, backup, ...chosen, repairs: [...chosen.repairs] },
  };
}

async function onCopy(given: Given, intent: Intent, stored: StoredBackup): Promise<RepairRehearsal> {
  const { ports, effort, service } = given;
  await dropEarlierRehearsals(ports, given.incident.id);
  const copy = await ports.copies.restore(stored, intent.name, effort);
  try {
    const queries = service.database.orphan_queries.filter(({ name }) =>
      intent.repairs.some(({ query }) => query === name),
    );
    const before = await ports.questions.numbers(copy.name, queries, effort);
    const { run, digests } = await runOnCopy(given, intent, copy);
    const after = await ports.questions.numbers(copy.name, queries, effort);
    const numberOf = (answers: typeof before, query: string) => answers.find(({ name }) => name === query)?.number ?? 0;
    return {
      id: intent.id,
      backup: intent.backup,
      unrepaired: intent.unrepaired,
      run,
      repairs: intent.repairs.map(({ query, script }, n) => ({
        query,
        script,
        digest: digests[n] ?? digests[0],
        before: numberOf(before, query),
        after: numberOf(after, query),
      })) as RepairRehearsal['repairs'],
    };
  } finally {
    await ports.copies.drop(copy);
  }
}

/** All in one transaction, as production will see it. */
async function runOnCopy({ ports, effort }: Given, { repairs }: Intent, copy: DatabaseIdentity) {
  const { joined, digests, barrier } = await readScripts(ports, repairs);
  // Asked again: what runs is the very text that was read here.
  if (barrier !== null) throw new RecourseError(barrier, { code: 'check-failed', hint: mendTheScript });
  effort.progress(`Trying ${repairs.length} repairs on ${copy.name}`);
  const unit = {
    migrations: repairs.map(({ script }) => baseName(script)),
    by: 'psql',
    run: () => ports.scripts.run({ database: copy.name, script: joined.text, transaction: true }, effort),
  };
  const { run, outcome } = await measureRun(ports, copy, unit, await lookAt(ports, copy, effort), effort);
  if (outcome.commitsItself) return { digests, run: { ...run, error: endsItself } };
  if (run.error === null || run.error.line === null) return { digests, run };
  const place = joined.place(run.error.line);
  const error = { ...run.error, line: place.line };
  return { digests, run: { ...run, migrations: [baseName(place.script)], error } };
}

const endsItself: RehearsedRun['error'] = {
  say: 'It ends its transaction by itself, so an error after that would leave half of it. Take BEGIN and COMMIT out of it.',
  line: null,
};

function backupGone(backup: BackupId): RecourseError {
  return new RecourseError(`The safety backup ${backup} is no longer in the storage.`, {
    code: 'backup-missing',
    hint: 'Choose this way again: a new one is taken.',
    facts: { backup },
  });
}

function refused(say: string, hint: string): Check<Intent, Outcome> {
  return { kind: 'refused', say, hint, findings: [{ check: 'repair', result: 'failed', say, hint }] };
}
