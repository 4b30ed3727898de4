import type { BodyOf } from '../../domain/entry.ts';
import { type FollowUp, type FollowUpSubject, followUpTitles, isOpen } from '../../domain/follow-up.ts';
import { type Instant, type PersonId, toInstant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { AftercarePolicy } from '../../domain/policy-file/aftercare.ts';

type Listed = Exclude<FollowUpSubject, 'other'>;

/** Only where something was done to production is there something to tell users, and a migration to plan again. */
const afterRecovery: readonly Listed[] = [
  'users-notified',
  'postmortem-meeting',
  'root-causes',
  'tests-and-runbooks',
  'migration-date',
];
const afterNothing: readonly Listed[] = ['postmortem-meeting', 'root-causes'];

/** What the close of an incident leaves to do (S10, P10): owned by who closed it, until they give it to somebody else. */
export function followUpsAtClose(
  { recoveredAt, followUps }: Incident,
  policy: AftercarePolicy,
  owner: PersonId,
  now: Date,
): readonly BodyOf<'follow-up-opened'>[] {
  const within = withinMs(policy);
  return (recoveredAt === null ? afterNothing : afterRecovery).map((subject, index) => ({
    kind: 'follow-up-opened',
    number: followUps.length + index + 1,
    subject,
    title: followUpTitles[subject],
    owner,
    dueAt: toInstant(new Date(now.getTime() + within[subject])),
  }));
}

function withinMs(policy: AftercarePolicy): Readonly<Record<Listed, number>> {
  return {
    'users-notified': policy.users_notified_within,
    'postmortem-meeting': policy.postmortem_within,
    'root-causes': policy.root_causes_within,
    'tests-and-runbooks': policy.gaps_within,
    'migration-date': policy.migration_date_within,
  };
}

export function openFollowUps({ followUps }: Incident): readonly FollowUp[] {
  return followUps.filter(isOpen);
}

/** When its owner is to be reminded: when it is due, and then again and again until it is done. */
export function remindAt(item: FollowUp, policy: AftercarePolicy): Instant {
  return item.remindedAt === null ? item.dueAt : toInstant(new Date(Date.parse(item.remindedAt) + policy.remind_every));
}

export function remindersDue(incident: Incident, policy: AftercarePolicy, now: Date): readonly FollowUp[] {
  return openFollowUps(incident).filter((item) => Date.parse(remindAt(item, policy)) <= now.getTime());
}
