import { type ApiAnswer, type ApiRequest, type RunningApi, serveApi } from '../serve-api.ts';
import { addDeploy, type RenderDeploy, type RenderPace, type RenderServiceState } from './render-state.ts';

/** The part of Render that a rollback needs, as https://api-docs.render.com documents it. */
export interface RunningRender extends RunningApi {
  readonly pace: RenderPace;
  /** Adds a service that has run these commits, oldest first; the last one is live. */
  addService(given: { id: string; name: string; commits: readonly { commit: string; at: Date }[] }): RenderServiceState;
  /** What a push does: a deploy where auto-deploy is on. Says whether there is one. */
  push(service: string, commit: string): boolean;
}

const error = (status: number, message: string): ApiAnswer => ({ status, body: { id: `err-${status}`, message } });

/** Starts it on loopback, under `/v1`, for one token. */
export async function startRender({ token }: { readonly token: string }): Promise<RunningRender> {
  const services = new Map<string, RenderServiceState>();
  const pace: RenderPace = { stageMs: 20, endsAs: null };
  const api = await serveApi({
    token,
    unauthorized: error(401, 'unauthorized'),
    notFound: error(404, 'not found'),
    answer: (request) => answer(request, services, pace),
  });
  return {
    ...api,
    url: `${api.url}/v1`,
    pace,
    addService({ id, name, commits }) {
      const service: RenderServiceState = {
        id,
        name,
        type: 'web_service',
        autoDeploy: 'yes',
        autoDeployTrigger: 'commit',
        suspended: 'not_suspended',
        deploys: [],
      };
      services.set(id, service);
      for (const { commit, at } of commits) addDeploy(service, { commit, trigger: 'new_commit', at }, null);
      return service;
    },
    push(id, commit) {
      const service = services.get(id);
      if (service === undefined || service.autoDeployTrigger === 'off') return false;
      addDeploy(service, { commit, trigger: 'new_commit' }, pace);
      return true;
    },
  };
}

function answer(
  { method, path, query, body }: ApiRequest,
  services: ReadonlyMap<string, RenderServiceState>,
  pace: RenderPace,
): ApiAnswer | null {
  if (method === 'GET' && path === '/v1/services') return page([...services.values()].map(shown), 'service', query);
  const [, id = '', rest = ''] = /^\/v1\/services\/([^/]+)(.*)$/.exec(path) ?? [];
  const service = services.get(id);
  if (service === undefined) return null;
  switch (`${method} ${rest.replace(/^\/deploys\/.+/, '/deploys/:id')}`) {
    case 'GET ':
      return { status: 200, body: shown(service) };
    case 'PATCH ':
      return patch(service, body);
    case 'GET /deploys':
      return page(service.deploys, 'deploy', query);
    case 'GET /deploys/:id':
      return found(service.deploys.find((deploy) => rest === `/deploys/${deploy.id}`));
    case 'POST /deploys':
      return build(service, body, pace);
    case 'POST /rollback':
      return rollBack(service, body, pace);
    default:
      return null;
  }
}

/** Lists come in pages, each entry with the cursor that the next page begins after. */
function page<Item extends { readonly id: string }>(
  items: readonly Item[],
  key: string,
  query: URLSearchParams,
): ApiAnswer {
  const limit = Number(query.get('limit') ?? 20);
  if (!(limit >= 1 && limit <= 100)) return error(400, 'limit must be between 1 and 100');
  const cursor = query.get('cursor');
  const from = cursor === null ? 0 : items.findIndex(({ id }) => cursorOf(id) === cursor) + 1;
  const body = items.slice(from, from + limit).map((item) => ({ [key]: item, cursor: cursorOf(item.id) }));
  return { status: 200, body };
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function shown({ deploys, ...service }: RenderServiceState): Omit<RenderServiceState, 'deploys'> {
  return service;
}

function found(deploy: RenderDeploy | undefined): ApiAnswer | null {
  return deploy === undefined ? null : { status: 200, body: deploy };
}

/** The two settings are two faces of one. */
function patch(service: RenderServiceState, body: ApiRequest['body']): ApiAnswer {
  const { autoDeploy, autoDeployTrigger } = body;
  if (autoDeploy === 'yes' || autoDeploy === 'no') service.autoDeployTrigger = autoDeploy === 'yes' ? 'commit' : 'off';
  if (autoDeployTrigger === 'commit' || autoDeployTrigger === 'checksPass' || autoDeployTrigger === 'off')
    service.autoDeployTrigger = autoDeployTrigger;
  service.autoDeploy = service.autoDeployTrigger === 'off' ? 'no' : 'yes';
  return { status: 200, body: shown(service) };
}

function build(service: RenderServiceState, { commitId }: ApiRequest['body'], pace: RenderPace): ApiAnswer {
  const commit = typeof commitId === 'string' ? commitId : (service.deploys[0]?.commit.id ?? '');
  if (!/^[0-9a-f]{40}$/.test(commit)) return error(400, `invalid commit: ${commit}`);
  return { status: 201, body: addDeploy(service, { commit, trigger: 'api' }, pace) };
}

function rollBack(service: RenderServiceState, { deployId }: ApiRequest['body'], pace: RenderPace): ApiAnswer | null {
  const earlier = service.deploys.find(({ id }) => id === deployId);
  if (earlier === undefined) return null;
  if (!['live', 'deactivated'].includes(earlier.status))
    return error(400, 'only successful deploys can be rolled back to');
  return { status: 201, body: addDeploy(service, { commit: earlier.commit.id, trigger: 'rollback' }, pace) };
}
