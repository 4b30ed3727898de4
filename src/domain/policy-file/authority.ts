import { z } from 'zod';
import { LateDecision } from '../decision.ts';
import { PersonId } from '../ids.ts';
import { Role } from '../person.ts';
import { PathName } from '../plan.ts';
import { CommandLine, Duration, HttpUrl, SecretName } from './measures.ts';

/** Where the people of a role come from. Resolved at the moment of the click. */
const rolePeople = z.union([
  z.array(PersonId).min(1),
  z.strictObject({ user_group: z.string().regex(/^S[A-Z0-9]+$/, 'a Slack user group id such as S0614TZR7') }),
  /** Prints one Slack user id per line. */
  z.strictObject({ command: CommandLine }),
  z.strictObject({ url: HttpUrl, token_env: SecretName.optional() }),
]);
export type RolePeople = z.infer<typeof rolePeople>;

/** One attempt to reach the team lead, and how long it is given before it counts as unanswered. */
const contactAttempt = z.strictObject({
  by: z.enum(['direct-message', 'mention', 'page']),
  wait: Duration.refine((ms) => ms > 0, 'some time to answer: a wait of zero proves nothing about anybody'),
  /** For `page`: a webhook that pages. */
  url_env: SecretName.optional(),
  /** Whether an attempt that could not be delivered counts as made. */
  failed_delivery_counts: z.boolean().default(false),
});
export type ContactAttempt = z.infer<typeof contactAttempt>;

/**
 * The profiles of the five documents: `stand-in` (S8), `on-call-empowered` (R2), `single-operator` (B1),
 * `forward-fix-first` (P2), `code-first` (R5).
 */
export const AuthorityProfile = z.enum(['stand-in', 'on-call-empowered', 'single-operator']);
export type AuthorityProfile = z.infer<typeof AuthorityProfile>;

export const AuthorityPolicy = z.strictObject({
  profile: AuthorityProfile.default('stand-in'),
  roles: z.partialRecord(Role, rolePeople),
  contact: z.array(contactAttempt).default([
    { by: 'direct-message', wait: 120_000, failed_delivery_counts: false },
    { by: 'mention', wait: 180_000, failed_delivery_counts: false },
  ]),
  requester_may_decide: z.boolean().default(true),
  votes_needed: z.number().int().min(1).max(3).default(1),
  reason_required: z.array(z.enum(['approve', 'refuse', 'hold'])).default(['refuse', 'hold']),
  /** Paths that this team never takes, whoever asks (P2: forward fix first, the schema never goes back). */
  forbidden_paths: z.array(PathName).default([]),
  /** Whether a destructive path asks for the service's name to be typed. */
  typed_confirmation: z.boolean().default(true),
  /** Single operator only: the pause between acknowledging the loss and the start. */
  cooling_off: Duration.default(60_000),
});

export const WindowPolicy = z.strictObject({
  /** S9: thirty minutes from identification. */
  length: Duration.default(30 * 60_000).refine(
    (ms) => ms >= 60_000,
    'at least one minute: a window of zero lets nobody decide',
  ),
  /** Announced this long before the end. */
  reminders: z.array(Duration).default([15, 10, 5, 1].map((minutes) => minutes * 60_000)),
  /** S7: if it cannot be fixed within thirty minutes, that is a trigger. */
  fix_forward_budget: Duration.default(30 * 60_000),
  late_decision: LateDecision.default('with-reason'),
});
