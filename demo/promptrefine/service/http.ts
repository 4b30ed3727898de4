import type { IncomingMessage } from 'node:http';

/** One request as the routes see it. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly correlationId: string;
  readonly bearer: string | undefined;
  /** True when it carries the smoke token: it passes maintenance mode. */
  readonly smoke: boolean;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Seconds after which to try again, for a 503. */
  readonly retryAfterSeconds?: number;
}

/** An answer that is not a success, with the reason that the caller may read. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly sqlstate: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    message: string,
    given: { sqlstate?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: given.cause });
    this.status = status;
    this.sqlstate = given.sqlstate;
    this.retryAfterSeconds = given.retryAfterSeconds;
  }
}

const maxBodyBytes = 256 * 1024;

/** The parsed JSON body, or undefined when there is none. Throws Refusal 413 or 400. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Refusal(413, 'the body is larger than 256 kB');
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw unreadableBody(error);
  }
}

function unreadableBody(cause: unknown): Refusal {
  return new Refusal(400, 'the body is not JSON', { cause });
}
