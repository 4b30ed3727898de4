import type { BodyOf, Entry, EntryKind } from '../../src/domain/entry.ts';

/** The first entry of a kind. Throws where the journal has none: then the story was not told to its end. */
export function entryOf<Kind extends EntryKind>(entries: readonly Entry[], kind: Kind): Entry & { body: BodyOf<Kind> } {
  const found = entries.find((entry) => entry.body.kind === kind);
  if (found === undefined) throw new Error(`the journal has no entry "${kind}"`);
  return found as Entry & { body: BodyOf<Kind> };
}

/** What a step found in the end. */
export function outcomeOf(entries: readonly Entry[], step: string): Record<string, unknown> {
  return doneEntry(entries, step).body.outcome as Record<string, unknown>;
}

/** From one entry to another, in ms; the second may be named by a step that was done. */
export function betweenMs(entries: readonly Entry[], from: EntryKind, to: string): number {
  const end = entries.find((entry) => entry.body.kind === to) ?? doneEntry(entries, to);
  return Date.parse(end.recordedAt) - Date.parse(entryOf(entries, from).recordedAt);
}

function doneEntry(entries: readonly Entry[], step: string): Entry & { body: BodyOf<'step-done'> } {
  const found = entries.findLast((entry) => entry.body.kind === 'step-done' && entry.body.step === step);
  if (found === undefined) throw new Error(`the journal does not say that ${step} was done`);
  return found as Entry & { body: BodyOf<'step-done'> };
}
