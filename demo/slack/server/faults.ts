/** What can be made to go wrong. Counters count down; `true` switches stay until they are switched off. */
export interface Faults {
  /** How many of the next acknowledgements are lost on the way. */
  dropAcks: number;
  /** How many of the next payloads are delivered twice. */
  duplicates: number;
  /** `refused`: connections are cut at once; `unavailable`: everything answers 503. */
  outage: 'none' | 'refused' | 'unavailable';
  /** Faults of single answers, in the order in which they were set. */
  answers: AnswerFault[];
  /** One message per second and channel, with this many at once; 0 switches the limit off. */
  messageBurst: number;
  /** Whether methods obey their limit per minute. */
  tiers: boolean;
}

/** How the next `calls` answers of a method (or of any, with `*`) go wrong. */
export interface AnswerFault {
  readonly method: string;
  calls: number;
  readonly how: AnswerFailure;
}

/**
 * `ratelimited` answers 429; `delay` answers late; `error` refuses with a code; `hang` does what was asked and never
 * answers; `cut` does what was asked and cuts the connection.
 */
export type AnswerFailure =
  | { readonly kind: 'ratelimited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'cut' };

/** Everything works, within Slack's limits: a short burst of messages per channel is let through. */
export function noFaults(): Faults {
  return { dropAcks: 0, duplicates: 0, outage: 'none', answers: [], messageBurst: 4, tiers: true };
}

/** Takes one use of the first fault that is set for the method. */
export function takeAnswerFault(faults: Faults, method: string): AnswerFailure | undefined {
  const fault = faults.answers.find((each) => each.calls > 0 && (each.method === '*' || each.method === method));
  if (fault === undefined) return undefined;
  fault.calls -= 1;
  return fault.how;
}

/** Takes one use of a counter; false when it was spent. */
export function takeOne(faults: Faults, counter: 'dropAcks' | 'duplicates'): boolean {
  if (faults[counter] <= 0) return false;
  faults[counter] -= 1;
  return true;
}
