import { z } from 'zod';
import { Basis, Choice } from './decision.ts';
import { EntryBody, type EntryKind } from './entry.ts';
import { IncidentId, Instant, PersonId } from './ids.ts';
import { Role } from './person.ts';

/** `shop-authority-3`: how people name one, and what it left to be done. No incident's and no practised restore's id reads like it. */
export const AuthorityDrillId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}-authority-[1-9][0-9]*$/, 'an authority drill such as promptrefine-authority-3')
  .brand('AuthorityDrillId');
export type AuthorityDrillId = z.infer<typeof AuthorityDrillId>;

export function authorityDrillId(service: string, number: number): AuthorityDrillId {
  return AuthorityDrillId.parse(`${service}-authority-${number}`);
}

/** What a pretended incident can say: that people were asked, that they answered, and that time passed. Nothing that is carried out. */
export const pretendedKinds = [
  'contact-attempted',
  'contact-delivered',
  'contact-failed',
  'contact-answered',
  'rung-opened',
  'window-reminded',
  'window-lapsed',
  'vote-cast',
  'decision-made',
] as const satisfies readonly EntryKind[];
export type PretendedKind = (typeof pretendedKinds)[number];
export type PretendedBody = Extract<EntryBody, { kind: PretendedKind }>;

export function isPretended(body: EntryBody): body is PretendedBody {
  return (pretendedKinds as readonly string[]).includes(body.kind);
}

const Pretended = EntryBody.refine((body) => isPretended(body), 'what a drill can say').transform(
  (body) => body as PretendedBody,
);

/** Why one is held: with the practised restore of the same occasion, by a schedule of its own, or because somebody asked. */
export const AuthorityReason = z.enum(['with-drill', 'schedule', 'by-hand']);
export type AuthorityReason = z.infer<typeof AuthorityReason>;

/**
 * - `in-time`: a decision came within the window, whichever it was.
 * - `lapsed`: none came; in a real incident nothing would have been approved.
 * - `could-not-be-measured`: none came, and Recourse itself was away or reached nobody; nothing is known about people.
 * - `ended-by-incident`: a real one was declared meanwhile, and nothing is known.
 */
export const AuthorityResult = z.enum(['in-time', 'lapsed', 'could-not-be-measured', 'ended-by-incident']);
export type AuthorityResult = z.infer<typeof AuthorityResult>;

/** Somebody who was asked: by which road, when, and after how long they answered, in ms. */
export const AskedPerson = z.object({
  person: PersonId,
  role: Role,
  /** `direct-message`, `mention`, `page`, or `rung` for whoever was called because the rung above was silent. */
  how: z.string(),
  at: Instant,
  /** Why it was not delivered; null where it was, or is on its way. */
  failed: z.string().nullable(),
  answeredAfterMs: z.number().int().nonnegative().nullable(),
});
export type AskedPerson = z.infer<typeof AskedPerson>;

export const AuthorityReport = z.object({
  result: AuthorityResult,
  beganAt: Instant,
  endedAt: Instant,
  windowMs: z.number().int().positive(),
  decision: z
    .object({ choice: Choice, by: PersonId, basis: Basis, afterMs: z.number().int().nonnegative() })
    .nullable(),
  /** Approvals by different people that a real rollback would have taken. */
  votesNeeded: z.number().int().positive(),
  asked: z.array(AskedPerson),
  /** The incident that ended it. */
  incident: IncidentId.nullable(),
});
export type AuthorityReport = z.infer<typeof AuthorityReport>;

const numbered = { number: z.number().int().positive() };

/** What the log of drills says of authority drills; they are numbered on their own. */
export const authorityBodies = [
  z.object({
    kind: z.literal('authority-asked'),
    ...numbered,
    reason: AuthorityReason,
    due: Instant.nullable(),
  }),
  /** The entries of the pretended incident that one act or one look at the clock writes, all or none. */
  z.object({ kind: z.literal('authority-wrote'), ...numbered, bodies: z.array(Pretended).min(1) }),
  /** A page is on its way; nobody else sends it meanwhile. */
  z.object({
    kind: z.literal('authority-page-began'),
    ...numbered,
    attempt: z.number().int().nonnegative(),
    tries: z.number().int().positive(),
  }),
  z.object({
    kind: z.literal('authority-ended'),
    ...numbered,
    report: AuthorityReport,
    /** In one entry with the report, so that no crash forgets it. */
    followUp: z.object({ say: z.string(), owner: PersonId.nullable(), dueAt: Instant }).nullable(),
  }),
  z.object({ kind: z.literal('authority-follow-up-done'), ...numbered, say: z.string().max(3_000) }),
] as const;
