import { randomBytes } from 'node:crypto';
import { type ApiAnswer, type ApiRequest, type RunningApi, serveApi } from '../serve-api.ts';

export interface LocalComment {
  readonly body: string;
  readonly html_url: string;
}

export interface LocalIssue {
  readonly number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  state_reason?: string;
  readonly html_url: string;
  readonly updated_at: string;
  readonly comments: LocalComment[];
}

/** The part of GitHub's API that keeps issues, for one repository, over real HTTP on loopback. */
export interface LocalGithub extends RunningApi {
  readonly repository: string;
  readonly token: string;
  /** Oldest first. */
  readonly issues: LocalIssue[];
}

const notFound: ApiAnswer = { status: 404, body: { message: 'Not Found' } };
const created = (body: object): ApiAnswer => ({ status: 201, body });

/** @param repository `owner/name` */
export async function startGithub(repository: string): Promise<LocalGithub> {
  const issues: LocalIssue[] = [];
  const token = `github-${randomBytes(12).toString('hex')}`;
  const pattern = new RegExp(`^/repos/${repository.replaceAll('.', '\\.')}/issues(?:/(\\d+)(/comments)?)?$`);
  const api = await serveApi({
    token,
    scheme: 'token',
    unauthorized: { status: 401, body: { message: 'Bad credentials' } },
    notFound,
    answer(request) {
      const [whole, number, comments] = pattern.exec(request.path) ?? [];
      if (whole === undefined) return null;
      if (number === undefined) return inRepository(request, issues, repository);
      const issue = issues.find((each) => each.number === Number(number));
      if (issue === undefined) return null;
      return comments === undefined ? ofIssue(request, issue) : ofComments(request, issue);
    },
  });
  return { ...api, repository, token, issues };
}

function inRepository(request: ApiRequest, issues: LocalIssue[], repository: string): ApiAnswer {
  const since = request.query.get('since') ?? '';
  // Newest first, as GitHub lists them.
  if (request.method === 'GET') return page(request, issues.filter((each) => each.updated_at >= since).toReversed());
  const number = issues.length + 1;
  const issue: LocalIssue = {
    number,
    title: String(request.body['title'] ?? ''),
    body: String(request.body['body'] ?? ''),
    state: 'open',
    html_url: `https://github.example.com/${repository}/issues/${number}`,
    updated_at: new Date().toISOString(),
    comments: [],
  };
  issues.push(issue);
  return created(issue);
}

function ofIssue({ method, body }: ApiRequest, issue: LocalIssue): ApiAnswer {
  if (method === 'PATCH') Object.assign(issue, body);
  return { status: 200, body: issue };
}

function ofComments(request: ApiRequest, { comments, html_url }: LocalIssue): ApiAnswer {
  if (request.method === 'GET') return page(request, comments);
  const comment = {
    body: String(request.body['body'] ?? ''),
    html_url: `${html_url}#issuecomment-${comments.length + 1}`,
  };
  comments.push(comment);
  return created(comment);
}

/** A hundred at most, with a link to the next page, which is how GitHub's client finds it. */
function page({ path, query, host }: ApiRequest, all: readonly object[]): ApiAnswer {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const at = Number(query.get('page') ?? 1);
  const next = new URLSearchParams(query);
  next.set('page', String(at + 1));
  const headers: Record<string, string> =
    all.length > at * size ? { link: `<http://${host}${path}?${next}>; rel="next"` } : {};
  return { status: 200, body: all.slice((at - 1) * size, at * size), headers };
}
