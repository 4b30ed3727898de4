/** A question from the policy, and the plain answer. */
export interface Query {
  readonly name: string;
  readonly sql: string;
}

export interface Answer {
  readonly name: string;
  /** Null where there was no answer: `trouble` says why. */
  readonly number: number | null;
  readonly trouble: string | null;
}
