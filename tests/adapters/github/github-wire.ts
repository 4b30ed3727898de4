import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Issue {
  number: number;
  title: string;
  body: string;
  state: string;
  html_url: string;
  readonly comments: { body: string; html_url: string }[];
}

/** What goes wrong with the next request that changes something: a status with headers, or a cut before or after it happened. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  | 'cut-before'
  /** It happened, then this; nobody is answered. */
  | { readonly after: () => void }
  | 'cut-after';

const token = 'github-test-token';
const repository = 'acme/shop';
const pathPattern = new RegExp(`^/repos/${repository}/issues(?:/(\\d+))?(/comments)?$`);

/** A server on loopback that speaks the part of GitHub's API that is used here, pages of 100 included. */
export async function githubWire() {
  const issues: Issue[] = [];
  const faults: Fault[] = [];
  const requests: string[] = [];

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://github');
    requests.push(`${request.method} ${pathname}`);
    const body = await readJson(request);
    if (request.headers.authorization !== `token ${token}`)
      return answer(response, 401, { message: 'Bad credentials' });
    const [whole, number, comments] = pathPattern.exec(pathname) ?? [];
    if (whole === undefined) return answer(response, 404, { message: 'Not Found' });
    const method = request.method ?? '';
    const issue = issues.find((each) => String(each.number) === number);
    const page = Number(searchParams.get('page') ?? 1);
    settle(request, response, method, () => act({ method, issue, comments: comments !== undefined, body, page }));
  }

  /** Reads always work: what goes wrong is a change. */
  function settle(request: IncomingMessage, response: ServerResponse, method: string, work: () => unknown): void {
    const fault = method === 'GET' ? undefined : faults.shift();
    if (fault === undefined) return void answer(response, method === 'POST' ? 201 : 200, work());
    if (typeof fault === 'object' && 'status' in fault)
      return void answer(response, fault.status, { message: 'no' }, fault.headers);
    cutWith(fault, work);
    request.socket.destroy();
  }

  interface Asked {
    readonly method: string;
    readonly issue: Issue | undefined;
    readonly comments: boolean;
    readonly body: Record<string, string>;
    readonly page: number;
  }

  function act({ method, issue, comments, body, page }: Asked): unknown {
    if (method === 'PATCH') return Object.assign(issue ?? {}, body);
    if (method === 'POST') return comments ? addComment(issue, body) : openIssue(body);
    return (comments ? (issue?.comments ?? []) : issues).slice((page - 1) * 100, page * 100);
  }

  function addComment(issue: Issue | undefined, body: Record<string, string>): object {
    const html_url = `${issue?.html_url}#issuecomment-${issue?.comments.length}`;
    const comment = { body: body['body'] ?? '', html_url };
    issue?.comments.push(comment);
    return comment;
  }

  function openIssue(body: Record<string, string>): Issue {
    const html_url = `https://github.example.com/${repository}/issues/${issues.length + 1}`;
    const opened = { title: '', body: '', ...body, number: issues.length + 1, state: 'open', html_url, comments: [] };
    issues.push(opened);
    return opened;
  }

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issues, faults, requests, wishes: { repository, token, apiUrl } };
}

/** Nobody is answered; whether it happened is what the fault says. */
function cutWith(fault: Exclude<Fault, { readonly status: number }>, work: () => unknown): void {
  if (fault !== 'cut-before') work();
  if (typeof fault === 'object') fault.after();
}

function answer(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function readJson(request: IncomingMessage): Promise<Record<string, string>> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
