import type { DrillReport, FollowUpWish } from '../../domain/drill.ts';
import { type Instant, type PersonId, toInstant } from '../../domain/ids.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';

/** What a drill that did not pass leaves to be done; null for one that passed. */
export function followUpOf(
  { drill }: ServicePolicy,
  { trouble }: DrillReport,
  given: { readonly owner: PersonId | null; readonly now: Instant },
): FollowUpWish | null {
  if (trouble === null) return null;
  const dueAt = toInstant(new Date(Date.parse(given.now) + drill.follow_up_within));
  return { say: `${sentence(trouble.say)} ${trouble.hint}`, owner: drill.owner ?? given.owner, dueAt };
}

/** What a program or a finding said may end without a full stop. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
