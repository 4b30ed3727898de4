import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { installStandIn } from '../../../../demo/providers/install-stand-in.ts';
import {
  type ClusterState,
  readClusterState,
  rolledOut,
  writeClusterState,
} from '../../../../demo/providers/kubernetes/cluster-state.ts';
import { createDeployProvider } from '../../../../src/adapters/deploy/registry.ts';
import { DeployTarget } from '../../../../src/domain/policy-file/deploys.ts';
import { instants, makeTools, newer, older, oldest, type World } from './world.ts';

export interface KubernetesWorld extends World {
  change(changes: Partial<ClusterState>): void;
  calls(): readonly string[];
}

/** A stand-in for kubectl, with a Deployment of three revisions. */
export async function kubernetesWorld(folder: string, changes: Record<string, unknown> = {}): Promise<KubernetesWorld> {
  const [programs, state] = [join(folder, 'programs'), join(folder, 'cluster.json')];
  mkdirSync(programs);
  writeClusterState(
    state,
    rolledOut([oldest, older, newer].map((commit, index) => ({ commit, at: instants[index] ?? new Date() }))),
  );
  installStandIn(programs, 'kubectl', {
    script: new URL('../../../../demo/providers/kubernetes/kubectl.ts', import.meta.url),
    state,
  });
  const target = DeployTarget.parse({
    provider: 'kubernetes',
    name: 'worker',
    deployment: 'api',
    namespace: 'shop',
    context: 'production',
    ready_within: '20s',
    look_every: '20ms',
    ...changes,
  });
  const change = (some: Partial<ClusterState>) => writeClusterState(state, { ...readClusterState(state), ...some });
  return {
    change,
    calls: () => readClusterState(state).calls,
    provider: createDeployProvider(target, makeTools({ path: `${programs}:/usr/bin:/bin`, folder })),
    commits: { oldest, older, newer },
    running: () => readClusterState(state).running,
    deploysAsked: () => readClusterState(state).calls.filter((call) => call.includes('rollout undo')).length,
    breakDown() {
      change({ getsStuck: true });
      return /has timed out progressing/;
    },
    goSilent: () =>
      change({ trouble: 'Unable to connect to the server: dial tcp 10.0.0.1:6443: connect: connection refused' }),
    close: async () => undefined,
  };
}
