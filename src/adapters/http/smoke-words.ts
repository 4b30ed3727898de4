import type { SmokeCheck } from '../../domain/policy-file/recovery.ts';
import type { Reply } from '../../ports/http.ts';

const longestQuote = 200;

/** Null where the reply is what the check expects, else what is wrong with it. */
export function judgeReply(check: SmokeCheck, reply: Reply): string | null {
  if (reply.kind === 'unanswered') return reply.why;
  if (reply.status !== check.expect_status) return `expected ${check.expect_status}`;
  if (check.expect_text !== undefined && !reply.text.includes(check.expect_text)) {
    return `the answer does not hold ${JSON.stringify(check.expect_text)}`;
  }
  return null;
}

/** `GET /api/prompts: 200 in 34 ms`, and where something is wrong what, the correlation id, and the answer's beginning. */
export function describeReply(check: SmokeCheck, reply: Reply, why: string | null): string {
  const asked = `${check.method} ${check.path}`;
  if (reply.kind === 'unanswered') return `${asked}: ${reply.why} (after ${reply.ms} ms)`;
  const answered = `${asked}: ${reply.status} in ${reply.ms} ms`;
  if (why === null) return answered;
  const id = reply.correlationId === null ? '' : `; correlation id ${plain(reply.correlationId)}`;
  const quote = plain(reply.text).slice(0, longestQuote);
  return `${answered}, ${why}${id}${quote === '' ? '' : `; answer: ${quote}`}`;
}

/** What a stranger's server said, on one line and without characters that move a terminal's cursor. */
function plain(text: string): string {
  return text
    .slice(0, 4 * longestQuote)
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}
