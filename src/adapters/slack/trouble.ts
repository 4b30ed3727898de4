import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { ChatTrouble } from '../../ports/chat.ts';

/** Slack says these when something broke on its side, perhaps after the call took effect. */
const perhapsDone: ReadonlySet<string> = new Set(['fatal_error', 'internal_error', 'request_timeout']);
/** Slack says these of the app or the moment, not of the message: it can go out once that is mended. */
const notNow: ReadonlySet<string> = new Set([
  'service_unavailable',
  'team_added_to_org',
  'org_login_required',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'accesslimited',
  'ekm_access_denied',
]);
/** Failures before a single byte was sent. */
const neverSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What an error of web-api means for whoever called. Anything unclear counts as an unknown outcome. */
export function toChatTrouble(error: unknown): ChatTrouble {
  if (error instanceof ChatTrouble) return error;
  if (error instanceof WebAPIRateLimitedError) {
    return new ChatTrouble({
      kind: 'rate-limited',
      reason: 'ratelimited',
      retryAfterMs: error.retryAfter * 1_000,
      cause: error,
    });
  }
  if (error instanceof WebAPIPlatformError) return platformTrouble(error);
  if (error instanceof WebAPIHTTPError) {
    // A proxy may answer 5xx after Slack took the message; 4xx does not come from Slack at all.
    const kind = error.statusCode >= 500 ? 'unknown-outcome' : 'away';
    return new ChatTrouble({ kind, reason: `HTTP ${error.statusCode}`, cause: error });
  }
  const reason = connectionCode(error);
  const kind = reason !== null && neverSent.has(reason) ? 'away' : 'unknown-outcome';
  return new ChatTrouble({
    kind,
    reason: reason ?? (error instanceof Error ? error.message : String(error)),
    cause: error,
  });
}

function platformTrouble(error: WebAPIPlatformError): ChatTrouble {
  const reason = error.data.error;
  if (reason === 'ratelimited' || reason === 'rate_limited') {
    const seconds = error.data.response_metadata?.retryAfter ?? 1;
    return new ChatTrouble({ kind: 'rate-limited', reason, retryAfterMs: seconds * 1_000, cause: error });
  }
  if (perhapsDone.has(reason)) return new ChatTrouble({ kind: 'unknown-outcome', reason, cause: error });
  return new ChatTrouble({ kind: notNow.has(reason) ? 'away' : 'refused', reason, cause: error });
}

/** The system's word for a failed connection, wherever in the chain of causes it stands. */
function connectionCode(error: unknown): string | null {
  for (let at: unknown = error; at instanceof Error; at = nextCause(at)) {
    if ('code' in at && typeof at.code === 'string' && /^(E[A-Z_]+|UND_ERR_\w+)$/.test(at.code)) return at.code;
  }
  return null;
}

function nextCause(error: Error): unknown {
  return error instanceof WebAPIRequestError ? error.original : error.cause;
}
