/** What a judgement gives back: the thing asked for, or every reason why not. A refusal is a value, never a throw. */
export type Verdict<Granted> =
  | { readonly kind: 'granted'; readonly value: Granted }
  | { readonly kind: 'refused'; readonly reasons: readonly Refusal[] };

export const refusalCodes = [
  'not-an-authority',
  'roster-unclear',
  'window-lapsed',
  'window-open',
  'already-decided',
  'plan-changed',
  'plan-not-ready',
  'requester-may-not-decide',
  'lead-not-yet-unreachable',
  'lead-has-answered',
  'objected',
  'already-voted',
  'more-votes-needed',
  'reason-missing',
  'confirmation-missing',
  'cooling-off',
  'path-forbidden',
  'incident-closed',
  'incident-live',
  'wrong-phase',
  'step-not-waiting',
  'auto-deploy-off',
  'switch-off',
  'unknown-incident',
  'unknown-service',
  'not-yours',
  'bad-input',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** What happened and what was expected, in one or two sentences that a tired person understands. */
  readonly say: string;
  /** The next move. */
  readonly hint: string;
}

export function granted<Value>(value: Value): Verdict<Value> {
  return { kind: 'granted', value };
}

export function refused(...reasons: readonly Refusal[]): Verdict<never> {
  return { kind: 'refused', reasons };
}
