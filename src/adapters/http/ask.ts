import type { Question, Reply } from '../../ports/http.ts';

/** More of an answer is not read: a smoke check is about the first page, not about an export. */
const longestAnswer = 1_000_000;
const correlationHeaders = ['x-correlation-id', 'x-request-id', 'request-id', 'x-trace-id', 'traceparent'];

/**
 * Sends the request once, follows no redirect (its status is the answer), and gives up after the timeout, headers and
 * body together. Throws only the signal's reason, when it is called off.
 */
export async function ask(question: Question, signal: AbortSignal): Promise<Reply> {
  signal.throwIfAborted();
  const beganAt = performance.now();
  const since = () => Math.round(performance.now() - beganAt);
  try {
    const response = await fetch(question.url, {
      method: question.method,
      headers: question.headers,
      body: question.body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(question.timeoutMs)]),
    });
    const text = await readText(response);
    return {
      kind: 'answered',
      status: response.status,
      ms: since(),
      text,
      correlationId: correlationIdOf(response),
      header: (name) => response.headers.get(name),
    };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unanswered', ms: since(), ...explain(error, question.timeoutMs) };
  }
}

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= longestAnswer) break; // leaving the loop hangs up
  }
  return text;
}

function correlationIdOf(response: Response): string | null {
  const found = correlationHeaders.map((name) => response.headers.get(name)).find((value) => value !== null);
  return found?.slice(0, 120) ?? null;
}

function explain(error: unknown, timeoutMs: number): { why: string; neverSent: boolean } {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { why: `no complete answer within ${timeoutMs} ms`, neverSent: false };
  }
  const code = codeOf(error);
  const neverSent = unreached[code];
  if (neverSent !== undefined) return { why: neverSent, neverSent: true };
  return { why: cut.has(code) ? 'the connection was cut' : `the connection failed (${code})`, neverSent: false };
}

/** fetch wraps what went wrong; several addresses wrap it once more. The text itself may hold the address, so only its code is read. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first instanceof Error && 'code' in first ? String(first.code) : 'unknown';
}

const unreached: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
};
const cut = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
