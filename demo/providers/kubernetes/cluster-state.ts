import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What the stand-in for kubectl remembers of one Deployment between two calls. */
export interface ClusterState {
  readonly context: string;
  readonly namespace: string;
  readonly deployment: string;
  readonly image: string;
  /** Oldest first; the last one is what the Deployment is set to. */
  readonly revisions: readonly { readonly number: number; readonly commit: string; readonly createdAt: string }[];
  /** What all pods run. */
  readonly running: string;
  /** So many looks at a rollout find it on its way. */
  readonly rollingLooks: number;
  readonly looks: number;
  /** Whether the pods of the next rollout never come up. */
  readonly getsStuck: boolean;
  /** What kubectl says instead of doing anything; null where the cluster answers. */
  readonly trouble: string | null;
  /** What kubectl says to `undo` while the cluster hears nothing of it. */
  readonly cutBeforeUndo: string | null;
  /** What kubectl says after `undo` although the cluster has taken it. */
  readonly cutAfterUndo: string | null;
  readonly calls: readonly string[];
}

export function readClusterState(file: string): ClusterState {
  return JSON.parse(readFileSync(file, 'utf8'));
}

export function writeClusterState(file: string, state: ClusterState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

/** A Deployment that was rolled out to these commits, oldest first. */
export function rolledOut(commits: readonly { readonly commit: string; readonly at: Date }[]): ClusterState {
  return {
    context: 'production',
    namespace: 'shop',
    deployment: 'api',
    image: 'registry.example.com:5000/shop/api',
    revisions: commits.map(({ commit, at }, index) => ({ number: index + 1, commit, createdAt: at.toISOString() })),
    running: commits.at(-1)?.commit ?? '',
    rollingLooks: 1,
    looks: 0,
    getsStuck: false,
    trouble: null,
    cutBeforeUndo: null,
    cutAfterUndo: null,
    calls: [],
  };
}
