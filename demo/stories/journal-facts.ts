import type { BodyOf, Entry, EntryKind } from '../../src/domain/entry.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Claim } from './story.ts';

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

/** The plan that was voted on; earlier ones were given up. Throws where none was proposed. */
export function lastPlan(entries: readonly Entry[]): Plan {
  const proposed = entries.flatMap(({ body }) => (body.kind === 'plan-proposed' ? [body.proposed.plan] : []));
  const plan = proposed.at(-1);
  if (plan === undefined) throw new Error('the journal has no plan');
  return plan;
}

/** From the declaration to the first card, and from the vote to the service that is back, in ms. */
export function usualDurations(entries: readonly Entry[]): Record<string, number> {
  return {
    'declaration-to-card': betweenMs(entries, 'incident-declared', 'plan-proposed'),
    'approval-to-recovered': betweenMs(entries, 'decision-made', 'incident-recovered'),
  };
}

/** That these steps were done, each after the one before it. */
export function doneInThisOrder(entries: readonly Entry[], ...steps: readonly string[]): Omit<Claim, 'claim'> {
  const at = steps.map((step) => doneEntry(entries, step).n);
  const held = at.every((n, index) => index === 0 || n > (at[index - 1] ?? 0));
  return { held, say: steps.map((step, index) => `${step} at ${at[index]}`).join(', ') };
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
