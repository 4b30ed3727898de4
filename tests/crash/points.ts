import type { Entry, EntryBody } from '../../src/domain/entry.ts';
import type { Moment } from './orders.ts';

/** A moment with the name that `--only` knows it by. */
export interface CrashPoint {
  readonly name: string;
  readonly moment: Moment | { readonly at: 'unanswered'; readonly nth: number };
}

/**
 * Every crash point of a path, read off the journal of an incident that went well: after each entry, in the middle of
 * each step, between each step's effect and its outcome, and behind the closed gate. Entries that were written by one
 * append are one point; progress is left out, as it depends on how fast the machine is.
 */
export function crashPointsOf(journal: readonly Entry[], messages: readonly number[] = manyMessages): CrashPoint[] {
  const points = journal
    .filter(({ body }) => body.kind !== 'step-progressed')
    .flatMap((entry) => [
      ...(entry.body.kind === 'step-done' ? aroundStep(entry, entry.body.step, journal) : []),
      ...(isLastOfItsAppend(entry, journal) ? [after(entry.body)] : []),
    ]);
  const seen = new Set<string>();
  return [...points, ...messages.map(unanswered)].filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** Only people write several entries at once: an answer, a vote and the decision that it makes. */
function isLastOfItsAppend(entry: Entry, journal: readonly Entry[]): boolean {
  const next = journal.find(({ n }) => n === entry.n + 1);
  return entry.by.kind === 'bot' || next?.by.kind === 'bot' || next?.recordedAt !== entry.recordedAt;
}

/** The headline, a contact, the card, and some in the thread: Slack has taken the message, and nobody knows. */
export const manyMessages = [1, 2, 4, 12, 20];
/** The first ones after another way was chosen, which is said in the thread and drawn on a new card. */
export const fewMessages = [1, 2, 4];

function unanswered(nth: number): CrashPoint {
  return { name: `with message ${nth} unanswered`, moment: { at: 'unanswered', nth } };
}

function after(body: EntryBody): CrashPoint {
  const step = 'step' in body ? body.step : null;
  return {
    name: `after ${body.kind}${step === null ? '' : ` ${step}`}`,
    moment: { at: 'after', kind: body.kind, step },
  };
}

function aroundStep(done: Entry, step: string, journal: readonly Entry[]): CrashPoint[] {
  const began = journal.find(({ body }) => body.kind === 'step-began' && body.step === step);
  const tookMs = began === undefined ? 0 : Date.parse(done.recordedAt) - Date.parse(began.recordedAt);
  return [
    ...(step === 'redeploy-commit'
      ? [partOf(step, 'early in', tookMs / 5), partOf(step, 'late in', tookMs / 1.25)]
      : []),
    partOf(step, 'inside', tookMs / 2),
    ...(step === 'promote-copy' ? [{ name: 'behind the closed gate', moment: { at: 'gate' } } as const] : []),
    { name: `before the outcome of ${step}`, moment: { at: 'outcome', step } },
  ];
}

/** Within a step, so long after it began. A redeployment asks several platforms one after another, and each of them several things. */
function partOf(step: string, words: string, afterMs: number): CrashPoint {
  return { name: `${words} ${step}`, moment: { at: 'inside', step, afterMs: Math.floor(afterMs) } };
}
