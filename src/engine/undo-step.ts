import type { EntryBody } from '../domain/entry.ts';
import type { Incident } from '../domain/incident.ts';
import { theBot } from '../domain/person.ts';
import type { StepName } from '../domain/plan.ts';
import { granted } from '../domain/verdict.ts';
import type { Run } from './conduct-incident.ts';
import { givenFor } from './given.ts';
import { stepOf } from './next-move.ts';
import { wordsOf } from './run-step.ts';

/** Takes back what a step began. Undoing twice is undoing once. */
export async function undoStep(run: Run, incident: Incident, name: StepName): Promise<void> {
  const step = run.steps.get(name);
  if (step === undefined || typeof step.undo !== 'function') return;
  const intent = step.intent.safeParse(stepOf(incident, name).intent);
  const say = await step.undo(givenFor(run, incident, name), intent.data);
  await run.journal.append(
    run.lease.id,
    (now) =>
      granted({
        drafts:
          stepOf(now, name).status === 'undone' ? [] : [{ by: theBot, body: { kind: 'step-undone', step: name, say } }],
      }),
    { fence: run.lease.fence },
  );
}
