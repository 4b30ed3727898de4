import type { Entry } from '../../domain/entry.ts';
import type { Instant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { Measure, Milestone, MilestoneName } from '../../domain/postmortem.ts';
import { lastOf } from './milestones.ts';

/** These hold writes until they are resumed; locks and pauses end with the promotion. */
const outlivesPromotion: ReadonlySet<string> = new Set(['webhook', 'command']);

/** How long things took, beside what policy or the approved plan says of them. What did not happen is not measured. */
export function measuresOf(
  incident: Incident,
  service: ServicePolicy | null,
  entries: readonly Entry[],
  milestones: readonly Milestone[],
): readonly Measure[] {
  const at = (name: MilestoneName) => milestones.find((milestone) => milestone.name === name)?.at ?? null;
  const { plan, expectedMs } = incident.proposed ?? { plan: null, expectedMs: null };
  const resumed = writesResumed(service, entries, at('promoted'));
  return [
    // S9: the window counts from identification, or from when the question was opened again.
    measure('decision', incident.reopenedAt ?? at('identified'), at('decided'), service?.window.length ?? null),
    measure('recovery', at('decided'), at('recovered'), expectedMs),
    measure('writes-stopped', at('frozen'), resumed, null),
    measure('outage', at('identified'), at('recovered'), null),
    measure('data-age', plan?.backup?.snapshotAt ?? null, at('frozen'), service?.backups.fresh_for ?? null),
  ].filter((each) => each !== null);
}

function measure(
  what: Measure['what'],
  from: Instant | null,
  until: Instant | null,
  allowedMs: number | null,
): Measure | null {
  return from === null || until === null ? null : { what, tookMs: Date.parse(until) - Date.parse(from), allowedMs };
}

function writesResumed(
  service: ServicePolicy | null,
  entries: readonly Entry[],
  promoted: Instant | null,
): Instant | null {
  if (service === null) return null;
  if (promoted !== null && !service.freeze.methods.some(({ method }) => outlivesPromotion.has(method))) return promoted;
  return lastOf(entries, 'step-done', ({ step }) => step === 'resume-writes')?.occurredAt ?? null;
}
