/** One HTTP request, ready to go. */
export interface Question {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
}

/** What came back, or why nothing did. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly ms: number;
      readonly text: string;
      readonly correlationId: string | null;
      /** A header of the answer, by its name in any case. */
      header(name: string): string | null;
    }
  | {
      readonly kind: 'unanswered';
      readonly ms: number;
      readonly why: string;
      /** Whether the request certainly never reached anybody, so that even one that writes may be sent again. */
      readonly neverSent: boolean;
    };

/**
 * Sends the request once, follows no redirect (its status is the answer), and gives up after the timeout, headers and
 * body together. Throws only the signal's reason, when it is called off.
 */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Reply>;
