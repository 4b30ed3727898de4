import type { Finding } from '../../../domain/finding.ts';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { DeployProvider, DeployStanding } from '../../../ports/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import { refuseOddCommit } from '../before-deploying.ts';
import type { WebTools } from '../deploy-tools.ts';
import { alreadyRuns, failedDeploy, watchDeploy } from '../watch-deploy.ts';
import { openVendorApi } from '../web-api/open-vendor-api.ts';
import { type AssignWishes, assignDomains, readAssignment } from './assign-domains.ts';
import { createVercelAutoAssign, readAutoAssign, wordsOf } from './vercel-auto-assign.ts';
import { type Deployment, openVercelProject, type VercelProject } from './vercel-project.ts';
import { fits, isOf, isUnderWay, knownGood, standingOf, watchedStanding } from './vercel-status.ts';

/**
 * A project on Vercel (R4). A rollback builds nothing: it assigns the production domains to a deployment that is there, so
 * what was never built for production cannot be gone back to.
 */
export function createVercelDeploy(target: TargetOf<'vercel'>, tools: WebTools): DeployProvider {
  const { api, asked } = openVendorApi(target, tools, {
    vendor: 'Vercel',
    thing: `the project ${target.project}, or of ${target.domain} in it`,
  });
  const vercel = openVercelProject(api, target);
  return {
    name: target.name,
    autoDeploy: createVercelAutoAssign(target, vercel),
    mayBuild: false,
    current: async (effort) => (await servingDeployment(vercel, effort)).commit,
    standing: (commit, effort) => standingOfCommit(vercel, commit, effort),
    async lastKnownGood(wanted, effort) {
      for await (const each of vercel.deployments(effort)) if (fits(each, wanted)) return knownGood(each);
      return null;
    },
    async deploy(commit, grant, effort) {
      refuseUnspendable(grant, effort);
      refuseOddCommit(commit);
      effort.signal.throwIfAborted();
      return [await goTo(commit, target, { vercel, asked, target, effort })];
    },
    async inspect(effort) {
      const project = await vercel.read(effort);
      const { commit, id } = await servingDeployment(vercel, effort);
      const assigned = wordsOf(readAutoAssign(project));
      return [
        { result: 'passed', say: `${target.name}: Vercel accepts the token and knows ${project.name}` },
        runsNow(target.name, commit, id),
        { result: 'passed', say: `${target.name}: domains are assigned to new deployments ${assigned}` },
      ];
    },
  };
}

async function goTo(commit: string, target: TargetOf<'vercel'>, wishes: AssignWishes): Promise<Finding> {
  const { vercel, effort } = wishes;
  const project = await vercel.read(effort);
  const serving = await servingDeployment(vercel, effort);
  const request = project.lastAliasRequest;
  if (isOf(serving, commit) && !isUnderWay(request)) return alreadyRuns(target.name, commit);
  const wanted = isOf(serving, commit) ? serving : await newestReady(vercel, commit, effort);
  if (wanted === null) {
    return failedDeploy(
      target.name,
      `Vercel has no ready production deployment of ${commit}`,
      'Vercel goes back only to what it built for production: deploy that commit by hand, then try this step again.',
    );
  }
  const isOnItsWay = isUnderWay(request) && request.toDeploymentId === wanted.id;
  if (!isOnItsWay) await assignDomains(wishes, project, { wanted, serving });
  const look = async () => watchedStanding(wanted.id, await readAssignment(wishes, isOnItsWay ? null : request));
  return watchDeploy(look, { ...target, commit }, effort);
}

async function standingOfCommit(vercel: VercelProject, commit: string, effort: Effort): Promise<DeployStanding> {
  const assignment = await readAssignment({ vercel, effort }, null);
  const { serving, request } = assignment;
  const ids = request === null || request.toDeploymentId === serving ? [serving] : [request.toDeploymentId, serving];
  for (const id of ids) if (isOf(await vercel.deployment(id, effort), commit)) return standingOf(id, assignment);
  return { state: 'absent', say: `${serving} serves` };
}

async function servingDeployment(vercel: VercelProject, effort: Effort): Promise<Deployment> {
  return vercel.deployment(await vercel.serving(effort), effort);
}

async function newestReady(vercel: VercelProject, commit: string, effort: Effort): Promise<Deployment | null> {
  for await (const each of vercel.deployments(effort)) if (fits(each, { commit })) return each;
  return null;
}

function runsNow(name: string, commit: string | null, id: string) {
  if (commit !== null) return { result: 'passed', say: `${name} runs ${commit}` } as const;
  return {
    result: 'warned',
    say: `${name} serves ${id}, of which Vercel names no commit`,
    hint: 'Recourse goes back to commits; deployments made from the command line carry none.',
  } as const;
}
