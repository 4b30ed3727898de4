/** An answer with `ok: false`. The code is Slack's; `details` are the further fields of the answer. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'SlackRefusal';
    this.code = code;
    this.details = details;
  }
}

/** A 429: the caller must wait. */
export class TooManyRequests extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super('ratelimited');
    this.name = 'TooManyRequests';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The refusal of blocks or views, with one message per mistake as Slack words them. */
export function refuseMistakes(
  code: 'invalid_blocks' | 'invalid_arguments',
  mistakes: readonly string[],
): SlackRefusal {
  return new SlackRefusal(code, {
    errors: mistakes,
    response_metadata: { messages: mistakes.map((mistake) => `[ERROR] ${mistake}`) },
  });
}
