import { type ApiAnswer, type ApiRequest, type RunningApi, serveApi } from '../serve-api.ts';
import {
  addDeployment,
  moveDomain,
  type VercelDeployment,
  type VercelPace,
  type VercelProjectState,
} from './vercel-state.ts';

/** The part of Vercel that a rollback needs, as https://vercel.com/docs/rest-api documents it. */
export interface RunningVercel extends RunningApi {
  readonly pace: VercelPace;
  /** Adds a project that has served these commits, oldest first; the last one serves. */
  addProject(given: {
    id: string;
    name: string;
    domain: string;
    commits: readonly { commit: string; at: Date }[];
  }): VercelProjectState;
  /** What a push to the production branch does: a deployment that serves where domains are assigned by themselves. */
  push(project: string, commit: string): VercelDeployment;
}

const error = (status: number, code: string, message: string): ApiAnswer => ({
  status,
  body: { error: { code, message } },
});

/** Starts it on loopback for one token and one team; a request for another team is refused. */
export async function startVercel({
  token,
  team,
}: {
  readonly token: string;
  readonly team?: string;
}): Promise<RunningVercel> {
  const projects: VercelProjectState[] = [];
  const pace: VercelPace = { stageMs: 20, fails: false };
  const api = await serveApi({
    token,
    unauthorized: error(403, 'forbidden', 'Not authorized'),
    notFound: error(404, 'not_found', 'Not found'),
    answer: (request) => {
      const asked = request.query.get('teamId') ?? undefined;
      return asked === team ? answer(request, projects, pace) : error(403, 'forbidden', 'Not authorized for this team');
    },
  });
  return {
    ...api,
    pace,
    addProject({ id, name, domain, commits }) {
      const project: VercelProjectState = {
        id,
        name,
        domain,
        autoAssignCustomDomains: true,
        serving: '',
        lastAliasRequest: null,
        deployments: [],
      };
      projects.push(project);
      for (const { commit, at } of commits) addDeployment(project, commit, at);
      return project;
    },
    push(id, commit) {
      const project = projects.find((each) => each.id === id);
      if (project === undefined) throw new Error(`there is no project ${id}`);
      return addDeployment(project, commit);
    },
  };
}

type Route = readonly [method: string, path: RegExp, (found: Found) => ApiAnswer | null];

interface Found {
  readonly request: ApiRequest;
  readonly project: VercelProjectState;
  readonly pace: VercelPace;
  readonly rest: string;
}

const routes: readonly Route[] = [
  ['GET', /^\/v9\/projects\/([^/]+)$/, ({ project }) => ({ status: 200, body: shown(project) })],
  ['PATCH', /^\/v9\/projects\/([^/]+)$/, patch],
  ['POST', /^\/v1\/projects\/([^/]+)\/rollback\/([^/]+)$/, (found) => move(found, 'rollback')],
  ['POST', /^\/v10\/projects\/([^/]+)\/promote\/([^/]+)$/, (found) => move(found, 'promote')],
];

function answer(request: ApiRequest, projects: readonly VercelProjectState[], pace: VercelPace): ApiAnswer | null {
  const { method, path, query } = request;
  if (method === 'GET' && path === '/v6/deployments') return list(query, projects);
  if (method === 'GET' && path.startsWith('/v4/aliases/')) return alias(decodeURIComponent(path.slice(12)), projects);
  if (method === 'GET' && path.startsWith('/v13/deployments/')) return single(path.slice(17), projects);
  for (const [itsMethod, pattern, handle] of routes) {
    const [, name, rest = ''] = pattern.exec(path) ?? [];
    const project = projects.find((each) => each.id === name || each.name === name);
    if (method === itsMethod && project !== undefined) return handle({ request, project, pace, rest });
  }
  return null;
}

function shown({ deployments, serving, domain, ...project }: VercelProjectState) {
  return { accountId: 'team_demo', nodeVersion: '24.x', directoryListing: false, ...project };
}

/** Newest first; `until` is where the page before ended. */
function list(query: URLSearchParams, projects: readonly VercelProjectState[]): ApiAnswer {
  const limit = Number(query.get('limit') ?? 20);
  const until = Number(query.get('until') ?? Number.POSITIVE_INFINITY);
  const project = projects.find(({ id, name }) => [id, name].includes(query.get('projectId') ?? ''));
  const fitting = (project?.deployments ?? []).filter(
    ({ created, target }) => created < until && (query.get('target') ?? target) === target,
  );
  const page = fitting.slice(0, limit);
  const deployments = page.map(({ id: uid, state, substate, ...rest }) => ({
    ...rest,
    uid,
    state,
    readyState: state,
    readySubstate: substate,
    isRollbackCandidate: substate === 'PROMOTED' && uid !== project?.serving,
  }));
  const next = fitting.length > page.length ? (page.at(-1)?.created ?? null) : null;
  return { status: 200, body: { deployments, pagination: { count: page.length, next, prev: null } } };
}

function alias(domain: string, projects: readonly VercelProjectState[]): ApiAnswer | null {
  const project = projects.find((each) => each.domain === domain);
  if (project === undefined) return null;
  const body = { uid: `als_${project.id}`, alias: domain, deploymentId: project.serving, projectId: project.id };
  return { status: 200, body: { ...body, created: new Date(0).toISOString() } };
}

function single(id: string, projects: readonly VercelProjectState[]): ApiAnswer | null {
  const found = projects.flatMap(({ deployments }) => deployments).find((each) => each.id === id || each.url === id);
  if (found === undefined) return null;
  const { created, state, substate, ...rest } = found;
  return { status: 200, body: { ...rest, createdAt: created, readyState: state, readySubstate: substate } };
}

function patch({ request, project }: Found): ApiAnswer {
  const { autoAssignCustomDomains: wanted } = request.body;
  if (typeof wanted === 'boolean') project.autoAssignCustomDomains = wanted;
  return { status: 200, body: shown(project) };
}

function move({ project, rest, pace }: Found, type: 'rollback' | 'promote'): ApiAnswer | null {
  const to = project.deployments.find(({ id }) => id === rest);
  if (to === undefined) return null;
  const busy = ['pending', 'in-progress'].includes(project.lastAliasRequest?.jobStatus ?? '');
  if (busy) return error(409, 'conflict', `Another ${project.lastAliasRequest?.type} is in progress`);
  if (type === 'rollback' && to.substate === 'STAGED')
    return error(422, 'unprocessable', 'This deployment has never served production traffic');
  moveDomain(project, to, { type, pace });
  return { status: 201 };
}
