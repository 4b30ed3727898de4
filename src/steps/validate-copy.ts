import { z } from 'zod';
import { ValidatedCopy } from '../domain/database.ts';
import { anyFailed, Finding } from '../domain/finding.ts';
import { type BackupId, toInstant } from '../domain/ids.ts';
import type { BackupProof } from '../domain/manifest.ts';
import { stepOf } from '../engine/next-move.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { restoreIntoScratch } from './restore-into-scratch.ts';
import { storedBackup } from './stored-backup.ts';

const Outcome = z.object({ copy: ValidatedCopy, findings: z.array(Finding) });
type Outcome = z.infer<typeof Outcome>;
const Intent = z.object({ database: z.string() });
type Intent = z.infer<typeof Intent>;

/** Prove the copy equal to the backup's manifest: tables, counts, content, sample and orphan queries (G6, B7). */
export const validateCopy = {
  name: 'validate-copy',
  title: 'Validate the restored copy',
  needs: 'nothing',
  intent: Intent,
  outcome: Outcome,
  check: async (given) => ({ kind: 'to-do', intent: { database: given.outcomeOf(restoreIntoScratch).copy.name } }),
  run: async (given) => {
    const { copy } = given.outcomeOf(restoreIntoScratch);
    const backup = await storedBackup(given);
    const findings = await given.ports.copies.validate(copy, backup, given.effort);
    await keepAsProof(given, backup.manifest.id, findings);
    return { copy: ValidatedCopy.parse(copy), findings: [...findings] };
  },
  // A failed finding fails the step, and only the outcome of a done step is ever read as a validated copy.
  verify: async (_, { findings }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;

/**
 * What an incident validated is proved as a scheduled restore would prove it (B7). A failure stands in the journal and
 * stops the incident: whether the backup or the world around it is at fault is for a person to judge. That a proof
 * cannot be written down stops nothing.
 */
async function keepAsProof({ ports, now, incident }: Given, id: BackupId, findings: readonly Finding[]): Promise<void> {
  if (anyFailed(findings)) return;
  const { beganAt } = stepOf(incident, restoreIntoScratch.name);
  const durationMs = beganAt === null ? 0 : Math.max(0, now.getTime() - Date.parse(beganAt));
  const proof: BackupProof = { provedAt: toInstant(now), durationMs, passed: true, findings: [...findings] };
  await ports.backups.recordProof(id, proof).catch(() => undefined);
}
