import { readFileSync } from 'node:fs';
import { type Entry, EntryBody } from '../../../src/domain/entry.ts';
import { IncidentId } from '../../../src/domain/ids.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import { foldEntries } from '../../../src/engine/fold.ts';

export interface RecordedJournal {
  readonly incident: Incident;
  readonly entries: readonly Entry[];
}

/** One per example service (G, P, R and S of the source documents). */
export type JournalName = 'promptrefine-restore' | 'party-restore' | 'storefront-restore' | 'digitaltwin-down-scripts';

/** A journal that a real incident of the demo wrote, one entry per line; times and paths were made the same for ever. */
export function readJournal(name: JournalName, until = Number.POSITIVE_INFINITY): RecordedJournal {
  const lines = readFileSync(new URL(`${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const entries = lines.slice(0, until).map((line): Entry => {
    const entry = JSON.parse(line);
    return { ...entry, body: EntryBody.parse(entry.body) };
  });
  const incident = foldEntries(IncidentId.parse('INC-1'), null, entries);
  if (incident === null) throw new Error(`${name} is empty`);
  return { incident, entries };
}
