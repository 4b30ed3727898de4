import { WebClient, type WebClientOptions } from '@slack/web-api';
import { type SlackLog, slackLogger } from './slack-log.ts';

export interface WebClientWishes {
  /** `https://slack.com/api/` unless it is a local Slack. */
  readonly apiUrl: string | null;
  readonly log: SlackLog;
}

/** Slack's own limit for answering a person is three seconds; an answer that takes longer than this is not coming. */
const TIMEOUT_MS = 10_000;

/**
 * web-api's defaults would wait without end, try for half an hour and hold up every other call after one 429. We retry
 * by ourselves, where a second try does no harm.
 */
export function webClientOptions({ apiUrl, log }: WebClientWishes, retries: number): WebClientOptions {
  return {
    timeout: TIMEOUT_MS,
    rejectRateLimitedCalls: true,
    retryConfig: { retries, minTimeout: 200, maxTimeout: 1_000 },
    logger: slackLogger(log),
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
  };
}

/** The client for everything that is not the answer to a request. Never retries: its callers know what may be repeated. */
export function makeWebClient(botToken: string, wishes: WebClientWishes): WebClient {
  return new WebClient(botToken, webClientOptions(wishes, 0));
}
