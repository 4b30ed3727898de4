import type { Digest, PersonId } from '../src/domain/ids.ts';
import type { UseCases } from '../src/services/use-cases.ts';

/** Where what cannot be shown to a person is written down. Never given secrets or people's words. */
export interface DeskLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every command, press and form is given. */
export interface Desk {
  readonly useCases: UseCases;
  /** Remembers who has the Home tab before them; absent where nobody keeps it up to date. */
  readonly homeTabs?: {
    opened(person: PersonId, page: number): Promise<void>;
    shown(person: PersonId, as: { readonly look: Digest | null; readonly hash: string | null }): Promise<void>;
  };
  readonly log: DeskLog;
  /** For the "now" in a form. What is decided uses the store's clock. */
  now(): Date;
}
