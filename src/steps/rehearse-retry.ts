import { z } from 'zod';
import { digestOf } from '../domain/canonical.ts';
import type { DatabaseIdentity } from '../domain/database.ts';
import { RecourseError } from '../domain/errors.ts';
import { BackupId } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import type { RehearsedRun } from '../domain/rehearsal.ts';
import { affectedTable, PlannedRetry } from '../domain/switches.ts';
import type { Check, Given, SafeStep } from '../engine/step.ts';
import { judgeRehearsedRetry } from '../plan/judge-switch.ts';
import { dropEarlierRehearsals } from './drop-earlier-copies.ts';
import { measureSwitch } from './measure-switch.ts';
import { lookAt, measureRun } from './measured-run.ts';
import { baseName, mendTheScript, readScripts } from './repair-scripts.ts';
import { switchPolicy } from './switch-of.ts';
import { takeSafetyBackup } from './take-safety-backup.ts';

const Intent = z.object({
  id: z.string(),
  /** The scratch database, which goes when this is done; null where nothing can be tried on a copy. */
  name: z.string().nullable(),
  backup: BackupId.nullable(),
});
const Outcome = z.object({ retry: PlannedRetry.nullable() });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Run the service's own retry on a copy of production as it is now, for the very rows that were measured (B11). */
export const rehearseRetry = {
  name: 'rehearse-retry',
  title: 'Try the retry on a copy',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  // What was cut off left a copy that nobody knows the state of; scratch costs nothing.
  check: async (given) => intend(given),
  run: async (given, intent) => ({ retry: await rehearse(given, intent) }),
  verify: async (given, { retry }) =>
    judgeRehearsedRetry(retry, given.outcomeOf(measureSwitch).switching.evidence?.affected ?? null),
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

function wanted(given: Given) {
  const { switching } = given.outcomeOf(measureSwitch);
  const { retry, evidence } = switchPolicy(given, switching.name);
  return { retry, sql: evidence?.affected ?? '', ids: switching.evidence?.affected?.ids ?? [] };
}

async function intend(given: Given): Promise<Check<Intent, Outcome>> {
  const { retry, ids } = wanted(given);
  const id = `retry-${given.incident.head.n}`;
  if (retry === undefined || ids.length === 0 || 'command' in retry)
    return { kind: 'to-do', intent: { id, name: null, backup: null } };
  const { id: backup } = given.outcomeOf(takeSafetyBackup);
  if (backup === undefined)
    return refused('There is no backup of the current state to try the retry on.', 'Take the safety backup first.');
  const { barrier } = await readScripts(given.ports, [retry]);
  if (barrier !== null) return refused(barrier, mendTheScript);
  return {
    kind: 'to-do',
    intent: { id, name: given.ports.copies.scratchName(given.effort.tag, 'rehearsal'), backup },
  };
}

async function rehearse(given: Given, { id, name, backup }: Intent): Promise<PlannedRetry | null> {
  const { retry, ids } = wanted(given);
  if (retry === undefined || ids.length === 0) return null;
  if ('command' in retry)
    return { by: 'command', id, run: retry.command.run, digest: digestOf(retry.command), ids: [...ids] };
  const stored = backup === null ? null : await given.ports.backups.read(backup);
  if (stored === null || backup === null || name === null) throw backupGone(backup);
  return { by: 'script', id, script: retry.script, backup, ids: [...ids], ...(await onCopy(given, name, stored)) };
}

async function onCopy(given: Given, name: string, stored: StoredBackup) {
  const { ports, effort } = given;
  const { sql, ids } = wanted(given);
  await dropEarlierRehearsals(ports, given.incident.id);
  const copy = await ports.copies.restore(stored, name, effort);
  try {
    const failing = async () => (await ports.affectedRows.stillGiven(copy.name, sql, ids, effort)).length;
    // Rows that did not fail before the script prove nothing when they do not fail after it.
    const failingBefore = await failing();
    const { run, digest } = await runOnCopy(given, copy);
    return { digest, failingBefore, stillFailing: run.error === null ? await failing() : failingBefore, run };
  } finally {
    await ports.copies.drop(copy);
  }
}

/** In one transaction, as production will see it. */
async function runOnCopy(given: Given, copy: DatabaseIdentity) {
  const { ports, effort } = given;
  const { retry, ids } = wanted(given);
  if (retry === undefined || !('script' in retry)) throw new Error('a retry without a script came to a copy');
  const { joined, digests, barrier } = await readScripts(ports, [retry]);
  const [digest] = digests;
  // Asked again: what runs is the very text that was read here.
  if (barrier !== null || digest === undefined)
    throw new RecourseError(barrier ?? 'The script is empty.', { code: 'check-failed', hint: mendTheScript });
  effort.progress(`Trying the retry of ${ids.length} rows on ${copy.name}`);
  const unit = {
    migrations: [baseName(retry.script)],
    by: 'psql',
    run: () =>
      ports.scripts.run({ database: copy.name, script: affectedTable(ids) + joined.text, transaction: true }, effort),
  };
  const { run, outcome } = await measureRun(ports, copy, unit, await lookAt(ports, copy, effort), effort);
  return { digest, run: outcome.commitsItself ? { ...run, error: endsItself } : run };
}

const endsItself: RehearsedRun['error'] = {
  say: 'It ends its transaction by itself, so an error after that would leave half of it. Take BEGIN and COMMIT out of it.',
  line: null,
};

function backupGone(backup: BackupId | null): RecourseError {
  return new RecourseError(`The safety backup ${backup ?? ''} is no longer in the storage.`, {
    code: 'backup-missing',
    hint: 'Choose this way again: a new one is taken.',
    facts: { backup },
  });
}

function refused(say: string, hint: string): Check<Intent, Outcome> {
  return { kind: 'refused', say, hint, findings: [{ check: 'retry', result: 'failed', say, hint }] };
}
