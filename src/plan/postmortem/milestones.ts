import type { BodyOf, Entry, EntryKind } from '../../domain/entry.ts';
import type { Incident } from '../../domain/incident.ts';
import { type Milestone, type MilestoneName, milestoneNames } from '../../domain/postmortem.ts';

/** An entry whose body is known to be of one kind. */
export type EntryOf<Kind extends EntryKind> = Omit<Entry, 'body'> & { readonly body: BodyOf<Kind> };

/** The newest entry of a kind that also holds what is asked, or undefined. */
export function lastOf<Kind extends EntryKind>(
  entries: readonly Entry[],
  kind: Kind,
  holds: (body: BodyOf<Kind>) => boolean = () => true,
): EntryOf<Kind> | undefined {
  return entries.findLast((entry) => entry.body.kind === kind && holds(entry.body as BodyOf<Kind>)) as
    | EntryOf<Kind>
    | undefined;
}

/** Down scripts stop the services themselves, which stops the writes as well. */
const stepsOfMilestone = { frozen: ['freeze-writes', 'stop-services'], promoted: ['promote-copy'] } as const;

/** The six instants of a report (G12): when each was reached, or whether the way back that was taken lacks it. */
export function milestonesOf(incident: Incident, entries: readonly Entry[]): readonly Milestone[] {
  return milestoneNames.map((name) => {
    const found = finders[name](incident, entries);
    if (found !== null) return { name, ...found, standing: 'reached' };
    return { name, at: null, entry: null, standing: isPartOfIt(name, incident) ? 'missing' : 'not-part-of-it' };
  });
}

/** Named before an incident is closed: what a report of it would lack. */
export function missingMilestones(milestones: readonly Milestone[]): readonly MilestoneName[] {
  return milestones.filter(({ standing }) => standing === 'missing').map(({ name }) => name);
}

type Found = Pick<Milestone, 'at' | 'entry'> | null;

const finders: Readonly<Record<MilestoneName, (incident: Incident, entries: readonly Entry[]) => Found>> = {
  identified: ({ identifiedAt }, entries) => {
    const said = lastOf(entries, 'identification-corrected') ?? entries[0];
    return said === undefined ? null : { at: identifiedAt, entry: said.n };
  },
  declared: (_, [first]) => placed(first),
  decided: (_, entries) => placed(lastOf(entries, 'decision-made')),
  frozen: (incident, entries) => doneSince(incident, entries, stepsOfMilestone.frozen),
  promoted: (incident, entries) => doneSince(incident, entries, stepsOfMilestone.promoted),
  recovered: (incident, entries) =>
    incident.recoveredAt === null ? null : placed(lastOf(entries, 'incident-recovered')),
};

function placed(entry: Pick<Entry, 'n' | 'occurredAt'> | undefined): Found {
  return entry === undefined ? null : { at: entry.occurredAt, entry: entry.n };
}

/** Done under the plan that was decided on last: an earlier plan's steps are another story. */
function doneSince(incident: Incident, entries: readonly Entry[], steps: readonly string[]): Found {
  if (!hasStep(incident, steps)) return null;
  const plan = lastOf(entries, 'plan-proposed')?.n ?? 0;
  const done = lastOf(entries, 'step-done', (body) => steps.includes(body.step));
  return done === undefined || done.n < plan ? null : placed(done);
}

/** Nobody freezes anything for a rollback that was refused, and code alone is never promoted. */
function isPartOfIt(name: MilestoneName, incident: Incident): boolean {
  if (name === 'identified' || name === 'declared' || name === 'decided') return true;
  const isApproved = incident.decision?.choice === 'approve';
  if (name === 'recovered') return isApproved;
  return isApproved && hasStep(incident, stepsOfMilestone[name]);
}

function hasStep({ proposed }: Incident, steps: readonly string[]): boolean {
  return proposed?.plan.steps.some((step) => steps.includes(step)) ?? false;
}
