import type { ViewOutput } from '@slack/bolt';
import type { FormClaim } from '../claims.ts';
import type { Desk } from '../desk.ts';
import type { Heard } from '../heard.ts';

/** Mistakes by input, shown beneath each of them while the form stays open. */
export type FieldErrors = Readonly<Record<string, string>>;

export type ReadForm<Filled> =
  | { readonly kind: 'filled'; readonly filled: Filled }
  | { readonly kind: 'mistakes'; readonly errors: FieldErrors };

/** One form: read it without asking anybody, so that it can be answered at once; then carry it out. */
export interface FormHandler<Filled> {
  read(desk: Desk, values: ViewOutput['state']['values'], claim: FormClaim): ReadForm<Filled>;
  carryOut(desk: Desk, heard: Heard, filled: Filled, claim: FormClaim): Promise<void>;
  /** The person's own words, given back to them when it does not work. */
  written(filled: Filled): string;
}

/** Keeps a handler's own types while the registry knows only that it is one. */
export type AnyFormHandler = FormHandler<unknown>;

export function formHandler<Filled>(handler: FormHandler<Filled>): AnyFormHandler {
  return handler as AnyFormHandler;
}

export function filled<Filled>(value: Filled): ReadForm<Filled> {
  return { kind: 'filled', filled: value };
}

/** Filled where there are no mistakes; `value` is only asked for then. */
export function filledUnless<Filled>(errors: FieldErrors, value: () => Filled): ReadForm<Filled> {
  return Object.keys(errors).length > 0 ? { kind: 'mistakes', errors } : { kind: 'filled', filled: value() };
}

/** A form whose metadata lost what it is about: only a forged one does. */
export const notOurs = 'This form is not one that Recourse opened. Please open it again.';
