import { z } from 'zod';
import { ValidatedCopy } from '../domain/database.ts';
import { Finding } from '../domain/finding.ts';
import type { SafeStep } from '../engine/step.ts';
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
    return { copy: ValidatedCopy.parse(copy), findings: [...findings] };
  },
  // A failed finding fails the step, and only the outcome of a done step is ever read as a validated copy.
  verify: async (_, { findings }) => findings,
  undo: 'nothing',
} as const satisfies SafeStep<Intent, Outcome>;
