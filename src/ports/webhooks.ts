import type { Effort } from './run-tag.ts';

/** Tells another service something by HTTP POST with a JSON body; the token goes into the Authorization header (I8). */
export interface Webhooks {
  /** Answers with the status, whatever it is. Throws RecourseError `check-failed` when there was no answer at all. */
  post(
    request: { readonly url: string; readonly token: string | null; readonly body: unknown },
    effort: Effort,
  ): Promise<{ readonly status: number }>;
}
