import { TrackerTrouble } from '../../ports/issue-tracker.ts';

/** What each refusal most likely means, for somebody who has to mend it. */
const meanings: Readonly<Record<number, string>> = {
  401: 'the token is wrong or has expired',
  403: 'the token may not do this',
  404: 'there is no such repository, or the token may not see it',
  410: 'issues are switched off in this repository',
  422: 'it did not like what was written',
};

/** GitHub's own advice where it gives none: a minute. */
const LIMITED_MS = 60_000;

/** What an error of octokit means. No answer at all, or a broken one, leaves open whether it happened. */
export function toTrackerTrouble(error: unknown, nowMs: number): TrackerTrouble {
  if (error instanceof TrackerTrouble) return error;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0;
  const headers = headersOf(error);
  if (asksForPatience(status, headers)) {
    return new TrackerTrouble('limited', `GitHub asks for patience (${status})`, patienceMs(headers, nowMs), error);
  }
  if (status >= 400 && status < 500) {
    const meaning = meanings[status];
    const say = `GitHub answered ${status}${meaning === undefined ? '' : `: ${meaning}`}`;
    return new TrackerTrouble('refused', say, 0, error);
  }
  // Octokit says 500 where there was no answer.
  const say = Object.keys(headers).length > 0 ? `GitHub answered ${status}` : 'GitHub gave no answer';
  return new TrackerTrouble('unknown', say, 0, error);
}

/** A 403 is a refusal, unless its headers say that it is only too much at once. */
function asksForPatience(status: number, headers: Headers): boolean {
  if (status === 429) return true;
  return status === 403 && (headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0');
}

type Headers = Readonly<Record<string, string | undefined>>;

function headersOf(error: unknown): Headers {
  if (!(error instanceof Error) || !('response' in error)) return {};
  const { response } = error;
  return typeof response === 'object' && response !== null && 'headers' in response
    ? (response.headers as Record<string, string>)
    : {};
}

function patienceMs(headers: Headers, nowMs: number): number {
  const { 'retry-after': seconds, 'x-ratelimit-reset': reset } = headers;
  if (seconds !== undefined && /^\d+$/.test(seconds)) return Number(seconds) * 1_000;
  if (reset !== undefined && /^\d+$/.test(reset)) return Math.max(1_000, Number(reset) * 1_000 - nowMs);
  return LIMITED_MS;
}
