import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { toChatTrouble } from '../../../src/adapters/slack/trouble.ts';

const platform = (error: string) => new WebAPIPlatformError({ ok: false, error });
const connection = (code: string) =>
  new WebAPIRequestError(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));

test.each<[string, Error, string, string]>([
  ['a rate limit', new WebAPIRateLimitedError(7), 'rate-limited', 'ratelimited'],
  ['a missing channel', platform('channel_not_found'), 'refused', 'channel_not_found'],
  ['bad blocks', platform('invalid_blocks'), 'refused', 'invalid_blocks'],
  ['a revoked token', platform('token_revoked'), 'away', 'token_revoked'],
  ['a failure within Slack', platform('fatal_error'), 'unknown-outcome', 'fatal_error'],
  ['an error page', new WebAPIHTTPError(503, 'Unavailable', {}), 'unknown-outcome', 'HTTP 503'],
  ['a refused connection', connection('ECONNREFUSED'), 'away', 'ECONNREFUSED'],
  ['an unknown host', connection('ENOTFOUND'), 'away', 'ENOTFOUND'],
  ['a cut connection', connection('ECONNRESET'), 'unknown-outcome', 'ECONNRESET'],
  [
    'a timeout',
    new WebAPIRequestError(new DOMException('The operation timed out', 'TimeoutError') as Error),
    'unknown-outcome',
    'slack_webapi_request_error',
  ],
  ['anything else', new Error('what'), 'unknown-outcome', 'what'],
])('%s is told apart', (_, error, kind, reason) => {
  const trouble = toChatTrouble(error);
  expect(trouble.kind).toBe(kind);
  if (reason !== 'slack_webapi_request_error') expect(trouble.reason).toBe(reason);
});

test('a rate limit says how long to wait', () => {
  expect(toChatTrouble(new WebAPIRateLimitedError(7)).retryAfterMs).toBe(7_000);
});
