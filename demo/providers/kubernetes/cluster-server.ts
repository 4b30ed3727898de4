import { type ApiAnswer, type ApiRequest, type RunningApi, serveApi } from '../serve-api.ts';

/**
 * The part of a Kubernetes API server that the real kubectl asks for when it reads and rolls back one Deployment: discovery,
 * apps/v1 Deployments and ReplicaSets, and the JSON patch of `rollout undo`. A rollout is done after a few looks.
 */
export interface RunningCluster extends RunningApi {
  /** A kubeconfig with the context `production`. */
  readonly kubeconfig: string;
  /** The image that all pods run. */
  running(): string;
  /** How often the Deployment was patched. */
  patches(): number;
}

interface Wishes {
  /** Images of the revisions, oldest first; the last one runs. */
  readonly revisions: readonly { readonly image: string; readonly at: Date }[];
  /** So many looks at a rollout find it on its way. */
  readonly rollingLooks?: number;
}

function status(code: number, reason: string, message: string): ApiAnswer {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code } };
}

/** kubectl sends no token over plain HTTP, so nobody is asked for one; a fault can say this instead. */
export const unauthorized = status(401, 'Unauthorized', 'Unauthorized');

const uid = '0b1e6a52-0000-4000-8000-00000000000a';
const named = { name: 'api', namespace: 'shop' };
const revisionKey = 'deployment.kubernetes.io/revision';

export async function startCluster({ revisions, rollingLooks = 1 }: Wishes): Promise<RunningCluster> {
  let template: unknown = templateOf(revisions.at(-1)?.image ?? '');
  let running = template;
  let [generation, patches, looks] = [1, 0, 0];
  const deployment = () => {
    looks += 1;
    if (looks > rollingLooks) running = template;
    const done = running === template;
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...named, uid, generation, annotations: { [revisionKey]: String(revisions.length) } },
      spec: { replicas: 2, selector: { matchLabels: { app: 'api' } }, template },
      status: { observedGeneration: generation, replicas: 2, updatedReplicas: done ? 2 : 1, availableReplicas: 2 },
    };
  };
  const patch = ({ body }: ApiRequest) => {
    const operations = body as unknown as readonly { readonly path: string; readonly value: unknown }[];
    const change = operations.find(({ path }) => path === '/spec/template');
    if (change !== undefined) template = change.value;
    [generation, patches, looks] = [generation + 1, patches + 1, 0];
    return deployment();
  };
  const answer = (request: ApiRequest): ApiAnswer | null => {
    const { method, path } = request;
    const ok = (body: unknown): ApiAnswer => ({ status: 200, body });
    if (path in discovery) return ok(discovery[path]);
    if (path === '/apis/apps/v1/namespaces/shop/replicasets') return ok(replicaSets(revisions));
    if (path !== '/apis/apps/v1/namespaces/shop/deployments/api') return null;
    return ok(method === 'PATCH' ? patch(request) : deployment());
  };
  const notFound = status(404, 'NotFound', 'deployments.apps "api" not found');
  const api = await serveApi({ token: null, unauthorized, notFound, answer });
  return {
    ...api,
    kubeconfig: kubeconfigOf(api.url),
    running: () => imageOf(running),
    patches: () => patches,
  };
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'local', cluster: { server } }],
    users: [{ name: 'recourse', user: {} }],
    contexts: [{ name: 'production', context: { cluster: 'local', user: 'recourse' } }],
  });
}

function templateOf(image: string) {
  return { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'api', image }] } };
}

function imageOf(template: unknown): string {
  return (template as ReturnType<typeof templateOf>).spec.containers[0]?.image ?? '';
}

function replicaSets(revisions: Wishes['revisions']): unknown {
  const items = revisions.map(({ image, at }, index) => ({
    metadata: {
      name: `api-${index + 1}`,
      namespace: 'shop',
      uid: `${uid.slice(0, -1)}${index}`,
      labels: { app: 'api' },
      creationTimestamp: at.toISOString().replace(/\.\d+Z$/, 'Z'),
      annotations: { [revisionKey]: String(index + 1) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'api', uid, controller: true }],
    },
    spec: { replicas: 0, selector: { matchLabels: { app: 'api' } }, template: templateOf(image) },
    status: { replicas: 0 },
  }));
  return { apiVersion: 'apps/v1', kind: 'ReplicaSetList', metadata: { resourceVersion: '1' }, items };
}

const appsVersion = { groupVersion: 'apps/v1', version: 'v1' };
const resource = (name: string, kind: string) => ({
  name,
  kind,
  singularName: kind.toLowerCase(),
  namespaced: true,
  verbs: ['get', 'list', 'patch', 'watch'],
});

/** What kubectl asks before anything else. */
const discovery: Readonly<Record<string, unknown>> = {
  '/version': { major: '1', minor: '32', gitVersion: 'v1.32.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'v1', resources: [] },
  '/apis': {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [{ name: 'apps', versions: [appsVersion], preferredVersion: appsVersion }],
  },
  '/apis/apps/v1': {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: 'apps/v1',
    resources: [resource('deployments', 'Deployment'), resource('replicasets', 'ReplicaSet')],
  },
};
