/** What became of looking at a provider again and again. Kept small: the journal has it. */
export interface Looks {
  readonly looks: number;
  /** Good looks in a row, up to now. */
  readonly wellFor: number;
  /** How often it changed between well and not well. */
  readonly changes: number;
  /** What the last look said; null before the first. */
  readonly last: { readonly well: boolean; readonly say: string } | null;
}

export const noLooks: Looks = { looks: 0, wellFor: 0, changes: 0, last: null };

/** While nothing changes, every so many looks one line is told: a night at five minutes a look is eight lines an hour less. */
const TELL_EVERY = 12;
/** A provider that flaps is told of so many times as it happens, and then like one that does not change. */
const CHANGES_TOLD = 12;

export function afterLook(before: Looks, look: { readonly well: boolean; readonly say: string }): Looks {
  const changed = before.last !== null && before.last.well !== look.well;
  return {
    looks: before.looks + 1,
    wellFor: look.well ? before.wellFor + 1 : 0,
    changes: before.changes + (changed ? 1 : 0),
    last: look,
  };
}

/** It has been well for as long as policy wants (B11: until the service stabilises). */
export function isWellAgain({ wellFor }: Looks, wanted: number): boolean {
  return wellFor >= wanted;
}

/** One line for people and the journal, or null where it would only repeat the last one. */
export function lookWords(before: Looks, now: Looks, wanted: number): string | null {
  const changed = before.last === null || before.last.well !== now.last?.well;
  const comesBack = now.wellFor > 0 && now.wellFor <= TELL_EVERY;
  const news = (changed || comesBack) && now.changes <= CHANGES_TOLD;
  if (!news && now.looks % TELL_EVERY !== 0) return null;
  const state = now.last?.well === true ? `well, ${now.wellFor} of ${wanted} looks in a row` : 'not well';
  return `look ${now.looks}: ${state} – ${now.last?.say ?? ''}`;
}
