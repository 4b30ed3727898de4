// A stand-in for kubectl: `get deployment/…`, `get replicasets` and `rollout undo --to-revision`, with the objects and words of
// apps/v1 and https://kubernetes.io/docs/reference/kubectl/. node kubectl.ts <state> --context=… --namespace=… …
import { argv, exit, stderr, stdout } from 'node:process';
import { type ClusterState, readClusterState, writeClusterState } from './cluster-state.ts';

const [, , file = '', ...args] = argv;

const uid = '6c8f1d2e-0000-4000-8000-000000000001';

function run(words: readonly string[]): number {
  const before = readClusterState(file);
  const state = { ...before, calls: [...before.calls, words.join(' ')] };
  writeClusterState(file, state);
  const flag = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (state.trouble !== null) return refuse(state.trouble);
  if (flag('context') !== state.context) return refuse(`error: context "${flag('context')}" does not exist`);
  const [verb, what, ...more] = words.filter((word) => !word.startsWith('--'));
  const named = `deployment/${state.deployment}`;
  const here = flag('namespace') === state.namespace;
  if (verb === 'get' && what === 'replicasets') return show(replicaSets(here ? state : { ...state, revisions: [] }));
  if (verb === 'get' && what === named && here) return lookAt(state);
  if (verb === 'rollout' && what === 'undo' && more[0] === named && here)
    return undo(state, Number(flag('to-revision')));
  const sought = verb === 'get' ? what : more[0];
  return refuse(`Error from server (NotFound): deployments.apps "${sought?.split('/')[1]}" not found`);
}

/** A rollout proceeds with each look. */
function lookAt(state: ClusterState): number {
  const wanted = state.revisions.at(-1)?.commit ?? '';
  const arrived = !state.getsStuck && state.looks >= state.rollingLooks;
  const next = { ...state, looks: state.looks + 1, running: arrived ? wanted : state.running };
  writeClusterState(file, next);
  return show(deployment(next, wanted));
}

function undo(state: ClusterState, number: number): number {
  if (state.cutBeforeUndo !== null) return refuse(state.cutBeforeUndo);
  const wanted = state.revisions.find((revision) => revision.number === number);
  if (wanted === undefined) return refuse(`error: unable to find specified revision ${number} in history`);
  const newest = Math.max(...state.revisions.map((revision) => revision.number));
  // The cluster does not add a revision: the one that is gone back to becomes the newest.
  const revisions = [...state.revisions.filter((revision) => revision !== wanted), { ...wanted, number: newest + 1 }];
  writeClusterState(file, { ...state, revisions, looks: 0 });
  if (state.cutAfterUndo !== null) return refuse(state.cutAfterUndo);
  stdout.write(`deployment.apps/${state.deployment} rolled back\n`);
  return 0;
}

function deployment(state: ClusterState, wanted: string): unknown {
  const done = state.running === wanted;
  const stuck = state.getsStuck && !done && state.looks > state.rollingLooks;
  const exceeded = {
    type: 'Progressing',
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `ReplicaSet "${state.deployment}-5d9" has timed out progressing.`,
  };
  const progressing = {
    type: 'Progressing',
    status: 'True',
    reason: done ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: state.deployment,
      namespace: state.namespace,
      uid,
      generation: 7,
      annotations: { 'deployment.kubernetes.io/revision': String(state.revisions.at(-1)?.number) },
    },
    spec: { replicas: 3, template: template(state, wanted) },
    status: {
      observedGeneration: 7,
      replicas: done ? 3 : 4,
      updatedReplicas: done ? 3 : 1,
      availableReplicas: 3,
      conditions: [stuck ? exceeded : progressing],
    },
  };
}

function replicaSets(state: ClusterState): unknown {
  const items = state.revisions.map(({ number, commit, createdAt }) => ({
    metadata: {
      name: `${state.deployment}-${commit.slice(0, 10)}`,
      creationTimestamp: createdAt.replace(/\.\d+Z$/, 'Z'),
      annotations: { 'deployment.kubernetes.io/revision': String(number) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: state.deployment, uid }],
    },
    spec: { replicas: 0, template: template(state, commit) },
  }));
  const others = {
    metadata: { name: 'web-1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { template: template(state, 'none') },
  };
  return { apiVersion: 'v1', kind: 'List', items: [...items, others] };
}

function template({ deployment: name, image }: ClusterState, commit: string): unknown {
  return { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: `${image}:${commit}` }] } };
}

function show(object: unknown): number {
  stdout.write(`${JSON.stringify(object)}\n`);
  return 0;
}

function refuse(say: string): number {
  stderr.write(`${say}\n`);
  return 1;
}

exit(run(args));
