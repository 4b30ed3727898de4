import { z } from 'zod';
import { LateDecision, Vote } from './decision.ts';
import { Declaration } from './declaration.ts';
import { DispatchName } from './dispatch.ts';
import { Finding } from './finding.ts';
import { FollowUpSubject } from './follow-up.ts';
import { BackupId, Digest, Instant, PersonId } from './ids.ts';
import { MessageSource } from './message.ts';
import { PathChoice, Replacement } from './path-choice.ts';
import { type Actor, Role } from './person.ts';
import { ProposedPlan, StepName } from './plan.ts';

const step = { step: StepName };
const numbered = { number: z.number().int().positive() };
const dispatch = { dispatch: DispatchName };
const ErrorSeen = z.object({ code: z.string(), say: z.string(), hint: z.string() });

/** Everything that can be written in a journal. Past tense; what is not listed here did not happen. */
export const EntryBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('incident-declared'), declaration: Declaration }),
  z.object({ kind: z.literal('identification-corrected'), identifiedAt: Instant, why: z.string() }),

  z.object({
    kind: z.literal('contact-attempted'),
    attempt: z.number().int().nonnegative(),
    by: z.string(),
    to: z.array(PersonId),
    waitMs: z.number().int(),
  }),
  z.object({ kind: z.literal('contact-delivered'), attempt: z.number().int().nonnegative() }),
  z.object({
    kind: z.literal('contact-failed'),
    attempt: z.number().int().nonnegative(),
    why: z.string(),
    counts: z.boolean(),
  }),
  z.object({ kind: z.literal('contact-answered'), role: Role, how: z.string() }),
  z.object({
    kind: z.literal('rung-opened'),
    role: Role,
    why: z.string(),
    /** Who is called; absent in journals that were written before anybody was. */
    people: z.array(PersonId).optional(),
  }),
  z.object({
    kind: z.literal('window-reminded'),
    beforeMs: z.number().int().positive(),
    closesAt: Instant.optional(),
  }),
  z.object({
    kind: z.literal('waiting-reminded'),
    waitedMs: z.number().int().nonnegative(),
    /** Whether writes to production are stopped meanwhile. */
    frozen: z.boolean(),
    to: z.array(PersonId),
  }),
  z.object({ kind: z.literal('window-lapsed'), closedAt: Instant, lateDecision: LateDecision.optional() }),
  z.object({ kind: z.literal('fix-forward-budget-spent'), endedAt: Instant }),

  z.object({ kind: z.literal('plan-proposed'), proposed: ProposedPlan, changes: z.array(z.string()) }),
  z.object({ kind: z.literal('vote-cast'), vote: Vote }),
  z.object({ kind: z.literal('vote-withdrawn'), revision: z.number().int().positive(), why: z.string() }),
  z.object({ kind: z.literal('objection-raised'), role: Role, why: z.string() }),
  z.object({ kind: z.literal('objection-withdrawn'), why: z.string() }),
  z.object({ kind: z.literal('decision-made'), vote: Vote, votes: z.array(PersonId).min(1) }),
  z.object({ kind: z.literal('cooling-off-ended'), endedAt: Instant }),
  z.object({ kind: z.literal('hold-ended'), why: z.string() }),

  z.object({
    kind: z.literal('step-began'),
    ...step,
    attempt: z.number().int().positive(),
    fence: z.number().int(),
    intent: z.unknown(),
  }),
  z.object({ kind: z.literal('step-progressed'), ...step, say: z.string() }),
  z.object({
    kind: z.literal('step-done'),
    ...step,
    outcome: z.unknown(),
    findings: z.array(Finding),
    found: z.boolean().describe('true when the effect had already happened and was only recorded'),
  }),
  z.object({ kind: z.literal('step-failed'), ...step, error: ErrorSeen, findings: z.array(Finding) }),
  z.object({ kind: z.literal('step-became-unknown'), ...step, say: z.string() }),
  z.object({ kind: z.literal('step-skipped'), ...step, why: z.string() }),
  z.object({ kind: z.literal('step-reopened'), ...step, why: z.string() }),
  z.object({ kind: z.literal('step-undone'), ...step, say: z.string() }),
  z.object({ kind: z.literal('conductor-changed'), fence: z.number().int(), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('backup-chosen'), backup: BackupId, why: z.string() }),
  z.object({
    kind: z.literal('path-chosen'),
    choice: PathChoice,
    /** What a promotion has replaced so far: the plan that did it goes with this entry, and what it left stays. */
    replaced: Replacement.nullish(),
    why: z.string(),
  }),
  z.object({ kind: z.literal('execution-abandoned'), why: z.string() }),
  z.object({ kind: z.literal('incident-recovered'), summary: z.string() }),

  z.object({
    kind: z.literal('note-added'),
    text: z.string().min(1).max(3000),
    /** The message that it was copied from; absent where it was written for the timeline. */
    from: MessageSource.optional(),
  }),
  /** What deployed new commits by itself does so again, or somebody said that it stays off. */
  z.object({ kind: z.literal('auto-deploy-settled'), target: z.string(), how: z.enum(['released', 'left-off']) }),
  /** What this incident switched off is on again, or somebody said that it stays off. */
  z.object({ kind: z.literal('switch-settled'), switch: z.string(), how: z.enum(['switched-on', 'left-off']) }),
  z.object({ kind: z.literal('switch-reminded'), switch: z.string(), offMs: z.number().int().nonnegative() }),
  z.object({
    kind: z.literal('incident-closed'),
    rootCause: z.string().min(1).max(3000),
    pathUsed: z.string(),
    wentWell: z.string().max(3000).optional(),
    wentBadly: z.string().max(3000).optional(),
  }),

  z.object({
    kind: z.literal('follow-up-opened'),
    ...numbered,
    subject: FollowUpSubject,
    title: z.string().min(1).max(300),
    owner: PersonId,
    dueAt: Instant,
  }),
  z.object({
    kind: z.literal('follow-up-changed'),
    ...numbered,
    owner: PersonId.optional(),
    dueAt: Instant.optional(),
  }),
  z.object({ kind: z.literal('follow-up-done'), ...numbered, how: z.string().max(3000).optional() }),
  z.object({ kind: z.literal('follow-up-reminded'), ...numbered, to: PersonId }),

  z.object({
    kind: z.literal('mail-drafted'),
    ...numbered,
    subject: z.string().min(1).max(200),
    text: z.string().min(1).max(3000),
  }),
  z.object({
    kind: z.literal('mail-approved'),
    ...numbered,
    recipients: z.number().int().positive(),
    digest: Digest,
  }),

  z.object({
    kind: z.literal('dispatch-began'),
    ...dispatch,
    attempt: z.number().int().positive(),
    holder: z.string(),
  }),
  z.object({
    kind: z.literal('dispatch-done'),
    ...dispatch,
    where: z.string(),
    found: z.boolean().describe('true when it had already arrived and was only recorded'),
  }),
  z.object({
    kind: z.literal('dispatch-failed'),
    ...dispatch,
    attempt: z.number().int().positive(),
    why: z.string(),
    /** When it is tried again; null where that would not help, or was done often enough. */
    againAt: Instant.nullable(),
  }),
  z.object({ kind: z.literal('dispatch-became-unknown'), ...dispatch, say: z.string() }),
  z.object({ kind: z.literal('dispatch-reopened'), ...dispatch }),
]);
export type EntryBody = z.infer<typeof EntryBody>;
export type EntryKind = EntryBody['kind'];
export type BodyOf<Kind extends EntryKind> = Extract<EntryBody, { kind: Kind }>;

/** An entry that somebody wants to write. */
export interface Draft {
  readonly body: EntryBody;
  readonly by: Actor;
  /** When it happened, where that is not when it was recorded. */
  readonly occurredAt?: Instant;
}

/** An entry as it stands in the journal. `recordedAt` is the store's clock. */
export interface Entry {
  readonly n: number;
  readonly body: EntryBody;
  readonly by: Actor;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly previous: Digest | null;
  readonly digest: Digest;
}
