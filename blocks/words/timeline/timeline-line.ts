import type { Entry, EntryKind } from '../../../src/domain/entry.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import type { StepName } from '../../../src/domain/plan.ts';
import { actor } from '../people.ts';
import { instant, type Phrase, say } from '../phrase.ts';
import { titleFromName } from '../steps.ts';
import { deciding } from './deciding.ts';
import { ending } from './ending.ts';
import { following } from './following.ts';
import { opening } from './opening.ts';
import { stepping } from './stepping.ts';
import type { Tell, Telling, TellTable } from './telling.ts';

/** One journal entry as a person should read it. */
export interface TimelineLine {
  readonly n: number;
  readonly occurredAt: Instant;
  readonly mark: string;
  /** The line, then what stands below it. */
  readonly phrases: readonly Phrase[];
}

/** What is remembered from entry to entry, so that a timeline can be told piece by piece. */
export interface TimelineMemory {
  readonly beganAt: ReadonlyMap<StepName, Instant>;
  /** What was opened last to be done, by one act. */
  readonly opened: readonly Entry[];
}

export const nothingTold: TimelineMemory = { beganAt: new Map(), opened: [] };

const table: TellTable<EntryKind> = { ...opening, ...deciding, ...stepping, ...ending, ...following };

/**
 * Tells one entry, or says null where nobody needs to know it. The same words stand in the thread, in
 * `/incident timeline` and in reports.
 */
export function timelineLine(
  entry: Entry,
  memory: TimelineMemory,
  given: { readonly next?: Entry | undefined; readonly titleOf?: (step: StepName) => string } = {},
): TimelineLine | null {
  const telling: Telling = {
    entry,
    who: actor(entry.by),
    next: given.next,
    openedBefore: memory.opened.filter((opened) => isOneAct(opened, entry)).map(({ body }) => body),
    titleOf: given.titleOf ?? titleFromName,
    tookMs: (step) => {
      const began = memory.beganAt.get(step);
      return began === undefined ? null : Date.parse(entry.occurredAt) - Date.parse(began);
    },
  };
  const tell = table[entry.body.kind] as Tell<EntryKind>;
  const line = tell(entry.body, telling);
  return line === null
    ? null
    : {
        n: entry.n,
        occurredAt: entry.occurredAt,
        mark: line.mark,
        phrases: [...line.phrases, ...recordedLater(entry)],
      };
}

/** What to remember after an entry. */
export function rememberEntry(memory: TimelineMemory, entry: Entry): TimelineMemory {
  const { body, occurredAt } = entry;
  if (body.kind === 'step-began') return { ...memory, beganAt: new Map(memory.beganAt).set(body.step, occurredAt) };
  if (body.kind !== 'follow-up-opened') return memory;
  return { ...memory, opened: [...memory.opened.filter((opened) => isOneAct(opened, entry)), entry] };
}

/** Entries of one append bear one instant of the store. */
function isOneAct(one: Entry, other: Entry): boolean {
  return one.recordedAt === other.recordedAt;
}

/** Tells many entries in order. */
export function timelineLines(
  entries: readonly Entry[],
  given: { readonly memory?: TimelineMemory; readonly titleOf?: (step: StepName) => string } = {},
): { readonly lines: readonly TimelineLine[]; readonly memory: TimelineMemory } {
  let memory = given.memory ?? nothingTold;
  const lines: TimelineLine[] = [];
  for (const [index, entry] of entries.entries()) {
    const line = timelineLine(entry, memory, { next: entries[index + 1], ...pick(given) });
    if (line !== null) lines.push(line);
    memory = rememberEntry(memory, entry);
  }
  return { lines, memory };
}

function pick({ titleOf }: { readonly titleOf?: (step: StepName) => string }) {
  return titleOf === undefined ? {} : { titleOf };
}

const sameTimeMs = 60_000;

/** Said when something is written down clearly after it happened. */
function recordedLater(entry: Entry): readonly Phrase[] {
  const later = Date.parse(entry.recordedAt) - Date.parse(entry.occurredAt) > sameTimeMs;
  return later ? [say`(recorded ${instant(entry.recordedAt, 'time-with-seconds')})`] : [];
}
