import { RecourseError } from '../domain/errors.ts';
import type { Incident } from '../domain/incident.ts';
import { theBot } from '../domain/person.ts';
import { granted } from '../domain/verdict.ts';
import type { Lease } from '../ports/entry-store.ts';
import type { RunTag } from '../ports/run-tag.ts';
import type { Run } from './conduct-incident.ts';
import { stepOf } from './next-move.ts';
import type { Given } from './step.ts';

/** People look now and then; the journal need not keep every line. */
const PROGRESS_EVERY_MS = 5_000;

/** What a step is given: its incident as it stands, its service's policy and ports, and its run's tag. */
export function givenFor(run: Run, incident: Incident, step: string): Given {
  return {
    incident,
    service: run.policyOf(incident),
    ports: run.portsOf(incident),
    effort: { tag: { ...tagOf(run.lease), step }, signal: run.signal, progress: progressOf(run, step) },
    now: new Date(incident.head.at),
    outcomeOf: ({ name, outcome }) => {
      const earlier = stepOf(incident, name);
      const parsed = outcome.safeParse(earlier.outcome);
      if (earlier.status === 'done' && parsed.success) return parsed.data;
      throw new RecourseError(`${step} needs what ${name} found, and ${name} is ${earlier.status}.`, {
        code: 'journal-corrupt',
        hint: `Let ${name} run again first.`,
        facts: { incident: incident.id, step, needs: name, status: earlier.status },
      });
    },
  };
}

/** What everything that is done under a lease carries. */
export function tagOf({ id, fence, home }: Lease): RunTag {
  return { run: id, fence, home };
}

function progressOf(run: Run, step: string): (say: string) => void {
  let saidAt = performance.now();
  return (say) => {
    if (performance.now() - saidAt < PROGRESS_EVERY_MS || run.signal.aborted) return;
    saidAt = performance.now();
    run.journal
      .append(
        run.lease.id,
        (incident) =>
          granted({
            drafts:
              stepOf(incident, step).status === 'running'
                ? [{ by: theBot, body: { kind: 'step-progressed', step, say } }]
                : [],
          }),
        { fence: run.lease.fence },
      )
      .catch((error) => run.heard(error, `${run.lease.id} progress of ${step}`));
  };
}
