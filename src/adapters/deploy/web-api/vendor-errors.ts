import { RecourseError } from '../../../domain/errors.ts';
import type { StrikeSecrets } from '../../../domain/redaction.ts';
import type { Reply } from '../../../ports/http.ts';

/** Who is asked, in the words of the policy, so that an error can say which line to look at. */
export interface Asked {
  /** `Render`. */
  readonly vendor: string;
  /** `the service srv-abc`. */
  readonly thing: string;
  readonly tokenVariable: string;
  readonly strikeSecrets: StrikeSecrets;
}

type Answered = Extract<Reply, { kind: 'answered' }>;

/** A vendor's own words are shown so far, in characters. */
const longestQuote = 300;

/** A plain no, in words of what to do. */
export function refusal(asked: Asked, what: string, reply: Answered): RecourseError {
  const { vendor, thing, tokenVariable } = asked;
  const words: Readonly<Record<number, readonly [string, string]>> = {
    401: [
      `${vendor} does not accept the token.`,
      `Put a valid token into ${tokenVariable}, restart Recourse, and try again.`,
    ],
    402: [
      `${vendor} says that the plan of this account does not include it (402).`,
      `Do it by hand at ${vendor}, or change the plan there.`,
    ],
    403: [
      `The token may not ${what}, or is no longer valid (403).`,
      `Look at ${vendor} what the token in ${tokenVariable} may do, and whether it has expired.`,
    ],
    404: [
      `${vendor} knows nothing of ${thing}, or the token may not see it (404).`,
      `Check the id in recourse.yaml, and whose token ${tokenVariable} holds.`,
    ],
    409: [
      `${vendor} will not ${what} just now (409).`,
      `Look at ${vendor} whether something else is under way there, then try again.`,
    ],
  };
  const [say, hint] = words[reply.status] ?? [
    `${vendor} refused to ${what} (${reply.status}).`,
    `Look at ${vendor} what stands in the way.`,
  ];
  return new RecourseError(withQuote(say, asked, reply), {
    code: 'provider-refused',
    hint,
    facts: { vendor, status: reply.status },
  });
}

/** No answer that means anything. `what` was certainly not done. */
export function unreachable({ vendor }: Asked, what: string, why: string): RecourseError {
  return new RecourseError(`${vendor} could not be asked to ${what}: ${why}.`, {
    code: 'provider-unreachable',
    hint: `Look at ${vendor}’s status page and at this machine’s network, then try again.`,
    facts: { vendor },
  });
}

/** The request may have been taken or not, and looking again did not tell. */
export function outcomeUnknown({ vendor }: Pick<Asked, 'vendor'>, what: string, why: string): RecourseError {
  return new RecourseError(
    `It is not known whether ${vendor} took the request to ${what}: ${why}, and nothing of it is to be seen there.`,
    {
      code: 'outcome-unknown',
      hint: `Look at ${vendor}. Trying again looks first, and joins a deploy that is under way.`,
      facts: { vendor },
    },
  );
}

/** What an answer means that says neither yes nor no. */
export function troubleOf(reply: Reply): string {
  if (reply.kind === 'unanswered') return reply.why;
  return `it answered ${reply.status}`;
}

function withQuote(say: string, { strikeSecrets, vendor }: Asked, { text }: Answered): string {
  const quote = strikeSecrets(quoteOf(text)).replaceAll(/\s+/g, ' ').slice(0, longestQuote);
  return quote === '' ? say : `${say} ${vendor} says: ${quote}`;
}

/** `{"message": …}` (Render) or `{"error": {"message": …}}` (Vercel); a page of HTML is nobody's words. */
function quoteOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const inner = isRecord(body) && isRecord(body['error']) ? body['error'] : body;
    return isRecord(inner) && typeof inner['message'] === 'string' ? inner['message'] : '';
  } catch {
    return '';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
