import { Octokit } from '@octokit/rest';
import type { IssuePlace, IssueTracker } from '../../ports/issue-tracker.ts';
import { toTrackerTrouble } from './trouble.ts';

export interface GithubWishes {
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** `https://api.github.com` unless it is GitHub Enterprise. */
  readonly apiUrl: string;
}

/** An answer that takes longer is not coming, in ms. */
const ANSWER_MS_MAX = 10_000;

/** Issues of a GitHub repository. Each call is made once: what to repeat is the caller's to judge. */
export function githubIssues({ repository, token, apiUrl }: GithubWishes): IssueTracker {
  const [owner = '', repo = ''] = repository.split('/');
  const quiet = () => undefined;
  const github = new Octokit({
    auth: token,
    baseUrl: apiUrl.replace(/\/$/, ''),
    userAgent: 'recourse',
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const within = (signal: AbortSignal) => ({
    request: { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]) },
  });
  const { issues } = github.rest;
  return {
    open: (given, signal) =>
      asking(async () => placeOf((await issues.create({ owner, repo, ...given, ...within(signal) })).data)),
    find: (marker, since, signal) =>
      asking(async () => {
        // Listed and not searched: the search index lags behind by minutes.
        const wanted = { owner, repo, state: 'all', since, per_page: 100, ...within(signal) } as const;
        for await (const page of github.paginate.iterator(issues.listForRepo, wanted)) {
          const found = page.data.find(({ body }) => body?.includes(marker) === true);
          if (found !== undefined) return placeOf(found);
        }
        return null;
      }),
    comment: (issue_number, body, signal) =>
      asking(
        async () => (await issues.createComment({ owner, repo, issue_number, body, ...within(signal) })).data.html_url,
      ),
    findComment: (issue_number, marker, signal) =>
      asking(async () => {
        const wanted = { owner, repo, issue_number, per_page: 100, ...within(signal) };
        for await (const page of github.paginate.iterator(issues.listComments, wanted)) {
          const found = page.data.find(({ body }) => body?.includes(marker) === true);
          if (found !== undefined) return found.html_url;
        }
        return null;
      }),
    close: (issue_number, signal) =>
      asking(async () => {
        await issues.update({
          owner,
          repo,
          issue_number,
          state: 'closed',
          state_reason: 'completed',
          ...within(signal),
        });
      }),
  };
}

function placeOf({ number, html_url }: { readonly number: number; readonly html_url: string }): IssuePlace {
  return { number, url: html_url };
}

async function asking<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toTrackerTrouble(error, Date.now());
  }
}
