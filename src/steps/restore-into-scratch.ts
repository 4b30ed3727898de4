import { z } from 'zod';
import { DatabaseIdentity } from '../domain/database.ts';
import { Finding } from '../domain/finding.ts';
import { BackupId } from '../domain/ids.ts';
import type { Incident } from '../domain/incident.ts';
import type { BackupManifest, StoredBackup } from '../domain/manifest.ts';
import { PlannedBackup } from '../domain/plan.ts';
import { stepOf } from '../engine/next-move.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { chooseBackup } from '../plan/choose-backup.ts';
import { captureEvidence } from './capture-evidence.ts';
import { dropEarlierCopies } from './drop-earlier-copies.ts';
import { findReadyCopy, noReadyCopy, takeReadyCopy } from './take-ready-copy.ts';

/** `ready` is the ready copy that is to be claimed under `name`; without one the backup is restored into it. */
const Intent = z.object({ backup: BackupId, name: z.string(), ready: DatabaseIdentity.optional() });
/**
 * `source` is what the plan says of the backup, so that a plan can be made even if the storage is away by then; `way` is
 * how the copy came about.
 */
const Outcome = z.object({
  backup: BackupId,
  copy: DatabaseIdentity,
  source: PlannedBackup,
  way: Finding.optional(),
});
type Intent = z.infer<typeof Intent>;
type Outcome = z.infer<typeof Outcome>;

/** Restore the last known-good backup, always into a scratch database (G5, I4); or take the copy that was kept of it (G7). */
export const restoreIntoScratch = {
  name: 'restore-into-scratch',
  title: 'Restore the backup into a scratch database',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  // A restore that was cut off cannot be told from a finished one by its name, so it is made again; scratch costs nothing.
  // A ready copy that was claimed is whole, and is gone over again.
  check: async (given, begun) => {
    const backups = await given.ports.backups.list();
    const { chosen, passedOver } = chooseBackup(backups, {
      identifiedAt: given.incident.identifiedAt,
      failingMigration: failingMigrationOf(given),
      named: given.incident.chosenBackup ?? fromBeforeMigration(given.incident, backups),
    });
    if (chosen !== null) return { kind: 'to-do', intent: await intend(given, chosen, begun) };
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
  run: async (given, { backup, name, ready }) => {
    const { ports, effort, incident } = given;
    await dropEarlierCopies(ports, incident.id, ready);
    const stored = await ports.backups.read(backup);
    if (stored === null) throw new Error(`backup ${backup} has gone from the storage since it was chosen`);
    const taken = ready === undefined ? noReadyCopy(stored) : await takeReadyCopy(given, { stored, ready, name });
    const copy = taken.copy ?? (await ports.copies.restore(stored, ports.copies.scratchName(effort.tag), effort));
    return { backup, copy, source: sourceOf(stored.manifest), way: taken.way };
  },
  verify: async ({ ports }, { copy, way }) => {
    const found = await ports.copies.find(copy.name);
    return [
      found?.oid === copy.oid
        ? { check: 'scratch database', result: 'passed', say: `${copy.name} (oid ${copy.oid}) stands` }
        : { check: 'scratch database', result: 'failed', say: `${copy.name} is not there any more` },
      ...(way === undefined ? [] : [way]),
    ];
  },
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

/** A migration that went through the gate has its own backup, which a newer nightly one may not be as good as (G1). */
function fromBeforeMigration({ declaration }: Incident, backups: readonly StoredBackup[]): BackupId | null {
  const proved = backups.find(({ manifest }) => manifest.id === declaration.during?.backup);
  return proved === undefined || proved.proof?.passed === false ? null : proved.manifest.id;
}

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

/** What an earlier attempt has claimed is gone on with; else the ready copy of this backup, where there is one. */
async function intend(given: Given, chosen: StoredBackup, begun: Intent | null): Promise<Intent> {
  const { ports, effort, incident } = given;
  const backup = chosen.manifest.id;
  const earlier = begun ?? Intent.safeParse(stepOf(incident, restoreIntoScratch.name).intent).data;
  if (earlier?.ready !== undefined && earlier.backup === backup) {
    const claimed = await ports.copies.find(earlier.name);
    if (claimed?.oid === earlier.ready.oid) return earlier;
  }
  const ready = await findReadyCopy(ports, chosen);
  return { backup, name: ports.copies.scratchName(effort.tag), ...(ready === null ? {} : { ready }) };
}
