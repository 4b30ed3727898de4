import { z } from 'zod';
import type { Instant, PersonId } from './ids.ts';

/** What has to be done after an incident (S10, P10). */
export const FollowUpSubject = z.enum([
  'users-notified',
  'postmortem-meeting',
  'root-causes',
  'tests-and-runbooks',
  'migration-date',
  'other',
]);
export type FollowUpSubject = z.infer<typeof FollowUpSubject>;

export const followUpTitles: Readonly<Record<Exclude<FollowUpSubject, 'other'>, string>> = {
  'users-notified': 'Tell the users what happened',
  'postmortem-meeting': 'Hold the post-mortem meeting',
  'root-causes': 'Fix the root causes',
  'tests-and-runbooks': 'Close the gaps in tests and runbooks that this incident showed',
  'migration-date': 'Set a new date for the migration',
};

/** One thing to do after an incident, as its journal has it. */
export interface FollowUp {
  /** Counts from 1 in its incident; people type it. */
  readonly number: number;
  readonly subject: FollowUpSubject;
  readonly title: string;
  readonly owner: PersonId;
  readonly dueAt: Instant;
  readonly doneAt: Instant | null;
  readonly doneBy: PersonId | null;
  /** What they said when it was done; null where nothing. */
  readonly how: string | null;
  /** When its owner was reminded last, and how often in all. */
  readonly remindedAt: Instant | null;
  readonly reminders: number;
}

export function isOpen(item: FollowUp): boolean {
  return item.doneAt === null;
}
