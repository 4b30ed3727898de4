import type { Finding } from '../../../domain/finding.ts';
import { toInstant } from '../../../domain/ids.ts';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { DeployProvider, KnownGood, WantedDeploy } from '../../../ports/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import { refuseOddCommit } from '../before-deploying.ts';
import type { DeployTools } from '../deploy-tools.ts';
import { alreadyRuns, failedDeploy, watchDeploy } from '../watch-deploy.ts';
import { outcomeUnknown } from '../web-api/vendor-errors.ts';
import { Deployment, ReplicaSets, type Revision, revisionsOf } from './cluster-objects.ts';
import { createKubectl, type Kubectl } from './kubectl.ts';
import { commitOf, isOf, standingOf } from './kubernetes-status.ts';

type Target = TargetOf<'kubernetes'>;

/**
 * A Deployment on a cluster, by `kubectl rollout undo --to-revision`. It goes back to what the cluster still remembers as a
 * revision. What a controller such as Argo CD or Flux then does is not seen from here: pause it first.
 */
export function createKubernetesDeploy(target: Target, { commands }: Pick<DeployTools, 'commands'>): DeployProvider {
  const kubectl = createKubectl(target, commands);
  const read = (effort: Effort) => kubectl.get([`deployment/${target.deployment}`], Deployment, effort);
  return {
    name: target.name,
    autoDeploy: null,
    mayBuild: false,
    async current(effort) {
      const deployment = await read(effort);
      return standingOf(deployment).state === 'live' ? commitOf(deployment.spec.template, target) : null;
    },
    async standing(commit, effort) {
      const deployment = await read(effort);
      if (isOf(deployment.spec.template, commit, target)) return standingOf(deployment);
      return {
        state: 'absent',
        say: `it is set to ${commitOf(deployment.spec.template, target) ?? 'no known commit'}`,
      };
    },
    async lastKnownGood(wanted, effort) {
      const revisions = revisionsOf(await read(effort), await readReplicaSets(kubectl, effort));
      const found = revisions.find((revision) => fits(revision, wanted, target));
      return found === undefined ? null : knownGood(found, target);
    },
    async deploy(commit, grant, effort) {
      refuseUnspendable(grant, effort);
      refuseOddCommit(commit);
      return [await goTo(commit, { target, kubectl, read, effort })];
    },
    inspect: async (effort) => inspect(target, await read(effort)),
  };
}

interface Journey {
  readonly target: Target;
  readonly kubectl: Kubectl;
  readonly read: (effort: Effort) => Promise<Deployment>;
  readonly effort: Effort;
}

async function goTo(commit: string, { target, kubectl, read, effort }: Journey): Promise<Finding> {
  const deployment = await read(effort);
  const isSet = isOf(deployment.spec.template, commit, target);
  if (isSet && standingOf(deployment).state === 'live') return alreadyRuns(target.name, commit);
  if (!isSet) {
    const revisions = revisionsOf(deployment, await readReplicaSets(kubectl, effort));
    const revision = revisions.find(({ template }) => isOf(template, commit, target));
    if (revision === undefined) return noRevision(target, commit, revisions.length);
    const sent = await kubectl.undo(revision.number, effort);
    const isThere = sent.kind === 'taken' || isOf((await read(effort)).spec.template, commit, target);
    if (!isThere && sent.kind === 'unknown')
      throw outcomeUnknown({ vendor: 'the cluster' }, `roll back to revision ${revision.number}`, sent.why);
  }
  return watchDeploy(() => watched(commit, { target, kubectl, read, effort }), { ...target, commit }, effort);
}

/** Somebody, or a controller, may set the deployment to something else meanwhile. */
async function watched(commit: string, { target, read, effort }: Journey) {
  const deployment = await read(effort);
  if (isOf(deployment.spec.template, commit, target)) return standingOf(deployment);
  const other = commitOf(deployment.spec.template, target) ?? 'something else';
  return { state: 'failed', say: `it was set to ${other} meanwhile; does a controller put it back?` } as const;
}

function readReplicaSets(kubectl: Kubectl, effort: Effort) {
  return kubectl.get(['replicasets'], ReplicaSets, effort);
}

/** That a revision was there does not say that it worked, so nothing of this is proved. */
function fits({ template, createdAt }: Revision, wanted: WantedDeploy, target: Target): boolean {
  if ('commit' in wanted) return isOf(template, wanted.commit, target);
  const { before, otherThan = null } = wanted;
  if (otherThan !== null && isOf(template, otherThan, target)) return false;
  return commitOf(template, target) !== null && createdAt.getTime() < Date.parse(before);
}

function knownGood({ number, template, createdAt }: Revision, target: Target): KnownGood | null {
  const commit = commitOf(template, target);
  return commit === null ? null : { id: `revision ${number}`, commit, at: toInstant(createdAt), proved: false };
}

function noRevision({ name, deployment }: Target, commit: string, count: number): Finding {
  return failedDeploy(
    name,
    `none of the ${count} revisions that the cluster remembers of ${deployment} is of ${commit}`,
    'Deploy that commit by your usual way; `revisionHistoryLimit` says how many revisions are kept.',
  );
}

function inspect(target: Target, deployment: Deployment): readonly Omit<Finding, 'check'>[] {
  const { state, say } = standingOf(deployment);
  const commit = commitOf(deployment.spec.template, target);
  const where = `${target.name}: ${target.context} has ${target.deployment} in ${target.namespace}`;
  if (commit === null) {
    const hint = 'Name the `container` whose tag is the commit, or the `commit_annotation` that holds it.';
    return [{ result: 'failed', say: `${where}, and its pod template names no commit`, hint }];
  }
  return [{ result: state === 'live' ? 'passed' : 'warned', say: `${where}, set to ${commit}: ${say}` }];
}
