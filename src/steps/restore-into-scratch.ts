import { z } from 'zod';
import { DatabaseIdentity } from '../domain/database.ts';
import { BackupId } from '../domain/ids.ts';
import type { BackupManifest } from '../domain/manifest.ts';
import { PlannedBackup } from '../domain/plan.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { chooseBackup } from '../plan/choose-backup.ts';
import { captureEvidence } from './capture-evidence.ts';

const Intent = z.object({ backup: BackupId, name: z.string() });
/** `source` is what the plan says of the backup, so that a plan can be made even if the storage is away by then. */
const Outcome = z.object({ backup: BackupId, copy: DatabaseIdentity, source: PlannedBackup });
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Restore the last known-good backup, always into a scratch database (G5, I4). */
export const restoreIntoScratch = {
  name: 'restore-into-scratch',
  title: 'Restore the backup into a scratch database',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  // A restore that was cut off cannot be told from a finished one by its name, so it is made again; scratch costs nothing.
  check: async (given) => {
    const backups = await given.ports.backups.list();
    const { chosen, passedOver } = chooseBackup(backups, {
      identifiedAt: given.incident.identifiedAt,
      failingMigration: failingMigrationOf(given),
      named: given.incident.chosenBackup,
    });
    if (chosen !== null)
      return {
        kind: 'to-do',
        intent: { backup: chosen.manifest.id, name: given.ports.copies.scratchName(given.effort.tag) },
      };
    return {
      kind: 'refused',
      say: 'There is no backup that could be restored.',
      hint: 'Without a backup this incident cannot be undone by a restore. Fix forward, or put a backup in the storage and try this step again.',
      findings: passedOver.map(({ id, why }) => ({
        check: 'backup',
        result: 'failed',
        say: `${id} was passed over: ${why}`,
      })),
    };
  },
  run: async ({ ports, effort, incident }, { backup, name }) => {
    await dropEarlierCopies(ports, incident.id);
    const stored = await ports.backups.read(backup);
    if (stored === null) throw new Error(`backup ${backup} has gone from the storage since it was chosen`);
    return { backup, copy: await ports.copies.restore(stored, name, effort), source: sourceOf(stored.manifest) };
  },
  verify: async ({ ports }, { copy }) => {
    const found = await ports.copies.find(copy.name);
    return [
      found?.oid === copy.oid
        ? { check: 'scratch database', result: 'passed', say: `${copy.name} (oid ${copy.oid}) stands` }
        : { check: 'scratch database', result: 'failed', say: `${copy.name} is not there any more` },
    ];
  },
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

function sourceOf({ id, snapshotAt, artifact, migrationHead, appCommit }: BackupManifest): PlannedBackup {
  return { id, snapshotAt, sha256: artifact.sha256, migrationHead, appCommit };
}

/** Named by a person, or else what the ledger says came last, where the trigger is a migration. */
function failingMigrationOf(given: Given): string | null {
  const { declaration } = given.incident;
  if (declaration.migration !== undefined) return declaration.migration;
  const byMigration = declaration.triggers.some((trigger) => trigger.code === 'migration-failed');
  return byMigration ? (given.outcomeOf(captureEvidence).evidence.ledger?.head ?? null) : null;
}

async function dropEarlierCopies(ports: Given['ports'], run: string): Promise<void> {
  for (const copy of await ports.copies.ofRun(run)) await ports.copies.drop(copy);
}
