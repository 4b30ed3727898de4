import { z } from 'zod';
import { Finding } from './finding.ts';
import { BackupId, Instant, ServiceName } from './ids.ts';
import { Rehearsal } from './rehearsal.ts';

export const GateVerdict = z.enum(['go', 'no-go', 'cannot-tell']);
export type GateVerdict = z.infer<typeof GateVerdict>;

/** What the gate before a migration measured, and whether the migration may go ahead (G1, P6). */
export const GateReport = z
  .object({
    service: ServiceName,
    environment: z.string(),
    /** When it was finished. */
    at: Instant,
    durationMs: z.number().int().nonnegative(),
    verdict: GateVerdict,
    commit: z.string().nullable(),
    /** What would be restored if the migration fails. */
    backup: z
      .object({ id: BackupId, snapshotAt: Instant, how: z.enum(['found', 'proved-now', 'taken-now']) })
      .readonly()
      .nullable(),
    /** The newest migration in production's ledger before, and the one that should stand there after. */
    head: z.string().nullable(),
    expectedHead: z.string().nullable(),
    pending: z.array(z.string()).readonly(),
    /** What only a restore brings back, by name, each with its file and line (P1). */
    destroys: z.array(z.string()).readonly(),
    rehearsal: Rehearsal.nullable(),
    findings: z.array(Finding).readonly(),
    /** Why somebody accepted what is destroyed. */
    accepted: z.object({ by: z.string(), why: z.string() }).readonly().nullable(),
  })
  .readonly();
export type GateReport = z.infer<typeof GateReport>;
