import type { Draft } from '../../domain/entry.ts';
import type { IncidentId, Instant } from '../../domain/ids.ts';
import type { Incident } from '../../domain/incident.ts';
import { granted, refused, type Verdict } from '../../domain/verdict.ts';
import type { House } from '../house.ts';
import type { Asking } from '../use-cases.ts';
import { unknownIncident } from '../voting/act-on.ts';

/** Slack's section text holds 3,000; a longer note would be cut on the screen. */
export const NOTE_LENGTH_MAX = 3_000;

/** Anybody may add what they know to the timeline, also after the end. */
export async function addNote(
  house: House,
  asking: Asking,
  given: { readonly incident: IncidentId; readonly text: string; readonly occurredAt?: Instant },
): Promise<Verdict<Incident>> {
  const text = given.text.trim();
  if (text === '' || text.length > NOTE_LENGTH_MAX) return refused(badNote(text.length));
  if ((await house.journal.incident(given.incident)) === null) return refused(unknownIncident(given.incident));
  const draft: Draft = {
    body: { kind: 'note-added', text },
    by: { kind: 'person', id: asking.person },
    ...(given.occurredAt === undefined ? {} : { occurredAt: given.occurredAt }),
  };
  return house.journal.append(given.incident, () => granted({ drafts: [draft] }), { once: asking.once });
}

function badNote(length: number) {
  return {
    code: 'bad-input' as const,
    say: length === 0 ? 'The note is empty.' : `The note has ${length} characters; 3,000 fit.`,
    hint: length === 0 ? 'Write it after the command: `/incident note what you saw`.' : 'Send it in two parts.',
  };
}
