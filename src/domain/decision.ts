import { z } from 'zod';
import { Digest, Instant, PersonId } from './ids.ts';
import { Role } from './person.ts';

export const Choice = z.enum(['approve', 'refuse', 'hold']);
export type Choice = z.infer<typeof Choice>;

/** What a decision after the window needs: nothing more, a reason, or a higher role. It is always recorded as late. */
export const LateDecision = z.enum(['allowed', 'with-reason', 'cto-only', 'forbidden']);
export type LateDecision = z.infer<typeof LateDecision>;

/** Why this person could decide: the role, and the facts it rests on, in words that the card prints. */
export const Basis = z.object({
  role: Role,
  /** `lead`, `cto`, `stand-in` (lead unreachable), `empowered` (R2), `single-operator` (B1). */
  rule: z.enum(['lead', 'cto', 'stand-in', 'empowered', 'single-operator']),
  say: z.string(),
  /** Journal entry numbers that prove it: contact attempts and their outcomes. */
  evidence: z.array(z.number().int().positive()),
});
export type Basis = z.infer<typeof Basis>;

export const Vote = z.object({
  choice: Choice,
  by: PersonId,
  basis: Basis,
  revision: z.number().int().positive(),
  digest: Digest,
  reason: z.string().max(3000).optional(),
  /** Milliseconds after the window's end; absent when in time. */
  lateByMs: z.number().int().positive().optional(),
  /** Single operator only (B1): nothing may begin until so long after the decision. */
  coolingOffMs: z.number().int().positive().optional(),
  /** Hold only: when the question opens again (S7: a hold is a decision of equal weight). */
  reopenAt: Instant.optional(),
  /** Hold only: the measurement that would reverse it, in the voter's words. */
  reversedBy: z.string().max(300).optional(),
});
export type Vote = z.infer<typeof Vote>;
