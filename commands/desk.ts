import type { UseCases } from '../src/services/use-cases.ts';

/** Where what cannot be shown to a person is written down. Never given secrets or people's words. */
export interface DeskLog {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every command, press and form is given. */
export interface Desk {
  readonly useCases: UseCases;
  readonly log: DeskLog;
  /** For the "now" in a form. What is decided uses the store's clock. */
  now(): Date;
}
