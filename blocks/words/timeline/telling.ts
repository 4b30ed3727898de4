import type { BodyOf, Entry, EntryKind } from '../../../src/domain/entry.ts';
import type { StepName } from '../../../src/domain/plan.ts';
import type { Phrase } from '../phrase.ts';

/** What a line needs to know beside its entry. */
export interface Telling {
  readonly entry: Entry;
  /** Who did it, in words. */
  readonly who: Phrase;
  /** The entry right after it, where it is known: a vote that decides at once is told once. */
  readonly next: Entry | undefined;
  /** What the same act opened to be done before this entry: it is told in one message. */
  readonly openedBefore: readonly Entry['body'][];
  titleOf(step: StepName): string;
  /** How long the step's last attempt took until this entry, in ms; null where its beginning is not known. */
  tookMs(step: StepName): number | null;
}

/** One entry in words. The first phrase is the line; the others stand below it. Null: nobody needs to know. */
export interface Told {
  readonly mark: string;
  readonly phrases: readonly Phrase[];
}

export type Tell<Kind extends EntryKind> = (body: BodyOf<Kind>, telling: Telling) => Told | null;
export type TellTable<Kinds extends EntryKind> = { readonly [Kind in Kinds]: Tell<Kind> };

/** Puts a line together; empty details are left out. */
export function told(mark: string, line: Phrase, ...details: readonly (Phrase | null)[]): Told {
  return { mark, phrases: [line, ...details.filter((detail) => detail !== null)] };
}
