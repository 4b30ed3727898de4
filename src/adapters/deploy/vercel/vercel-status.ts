import { isSameCommit } from '../../../domain/commit.ts';
import { toInstant } from '../../../domain/ids.ts';
import type { DeployStanding, KnownGood, WantedDeploy } from '../../../ports/deploys.ts';
import type { AliasRequest, Deployment } from './vercel-project.ts';

const underWay = new Set(['pending', 'in-progress']);

export function isUnderWay(request: AliasRequest | null | undefined): request is AliasRequest {
  return request !== null && request !== undefined && underWay.has(request.jobStatus);
}

export function isOf({ commit }: Pick<Deployment, 'commit'>, wanted: string): boolean {
  return commit !== null && isSameCommit(commit, wanted);
}

/** Built for production, and ready. */
export function isReady({ state, target }: Deployment): boolean {
  return state === 'READY' && target === 'production';
}

/** Never served anybody, so it cannot be gone back to, only promoted. */
export function isStaged({ substate }: Deployment): boolean {
  return substate === 'STAGED';
}

/** What serves now, and the last request to change that. */
export interface Assignment {
  readonly serving: string;
  readonly request: AliasRequest | null;
}

/** Where the request to serve one deployment stands. */
export function standingOf(wanted: string, { serving, request }: Assignment): DeployStanding {
  const ours = request?.toDeploymentId === wanted;
  if (serving === wanted && !isUnderWay(request))
    return { state: 'live', say: `the production domain is assigned to ${wanted}` };
  if (request === null) return { state: 'absent', say: `the production domain is assigned to ${serving}` };
  if (!ours) return { state: 'absent', say: `the last request was to serve ${request.toDeploymentId}` };
  if (request.jobStatus === 'failed' || request.jobStatus === 'skipped')
    return { state: 'failed', say: `the ${request.type} to ${wanted} ended as ${request.jobStatus}` };
  return { state: 'running', say: `the ${request.type} to ${wanted} is ${request.jobStatus}` };
}

/** The same while it is watched: what does not show yet is running, and what another request took the place of has failed. */
export function watchedStanding(wanted: string, assignment: Assignment): DeployStanding {
  const standing = standingOf(wanted, assignment);
  if (standing.state !== 'absent') return standing;
  if (assignment.request === null) return { state: 'running', say: `the request to serve ${wanted} does not show yet` };
  return { state: 'failed', say: `something else came between: ${standing.say}` };
}

/** Whether a deployment is what is looked for; for "the newest before", only what has served counts as good. */
export function fits(deployment: Deployment, wanted: WantedDeploy): boolean {
  if (!isReady(deployment)) return false;
  if ('commit' in wanted) return isOf(deployment, wanted.commit);
  const { before, otherThan = null } = wanted;
  if (otherThan !== null && isOf(deployment, otherThan)) return false;
  const hasServed = !isStaged(deployment) && deployment.mayReturn !== false;
  return hasServed && deployment.commit !== null && deployment.createdAtMs < Date.parse(before);
}

/** A good deployment as others know it; null for one without a commit. */
export function knownGood(deployment: Deployment): KnownGood | null {
  const { id, commit, createdAtMs } = deployment;
  if (commit === null) return null;
  return { id, commit, at: toInstant(new Date(createdAtMs)), proved: !isStaged(deployment) };
}
