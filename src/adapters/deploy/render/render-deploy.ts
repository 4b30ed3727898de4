import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { DeployProvider } from '../../../ports/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import { refuseOddCommit } from '../before-deploying.ts';
import type { WebTools } from '../deploy-tools.ts';
import { alreadyRuns, watchDeploy } from '../watch-deploy.ts';
import { openVendorApi } from '../web-api/open-vendor-api.ts';
import { createRenderAutoDeploy, readAutoDeploy } from './render-auto-deploy.ts';
import { type Deploy, openRenderService, type RenderService } from './render-service.ts';
import { fits, isOf, knownGood, standingOf } from './render-status.ts';
import { startDeploy } from './start-deploy.ts';

/**
 * A service on Render (R3). Goes back to an earlier deploy where Render has one of that commit, whose artifacts it kept,
 * and builds the commit anew where it has none.
 */
export function createRenderDeploy(target: TargetOf<'render'>, tools: WebTools): DeployProvider {
  const { api, asked } = openVendorApi(target, tools, { vendor: 'Render', thing: `the service ${target.service}` });
  const service = openRenderService(api, target.service);
  return {
    name: target.name,
    autoDeploy: target.hold_auto_deploy ? createRenderAutoDeploy(target.name, service) : null,
    mayBuild: true, // from the commit, where no deploy of it was kept
    current: async (effort) => (await liveDeploy(service, effort))?.commit?.id ?? null,
    async standing(commit, effort) {
      for await (const deploy of service.deploys(effort)) {
        if (isOf(deploy, commit)) return standingOf(deploy);
        if (deploy.status === 'live') return { state: 'absent', say: `${deploy.id} is live` };
      }
      return { state: 'absent', say: 'no deploy is live' };
    },
    async lastKnownGood(wanted, effort) {
      for await (const deploy of service.deploys(effort)) if (fits(deploy, wanted)) return knownGood(deploy);
      return null;
    },
    async deploy(commit, grant, effort) {
      refuseUnspendable(grant, effort);
      refuseOddCommit(commit);
      effort.signal.throwIfAborted();
      const started = await startDeploy({ service, asked, target, commit, effort });
      if (started.status === 'live') return [alreadyRuns(target.name, commit)];
      const look = async () => standingOf(await service.deploy(started.id, effort));
      return [await watchDeploy(look, { ...target, commit }, effort)];
    },
    async inspect(effort) {
      const found = await service.read(effort);
      const live = await liveDeploy(service, effort);
      const auto = readAutoDeploy(found);
      return [
        { result: 'passed', say: `${target.name}: Render accepts the token and knows ${found.name}` },
        runsNow(target.name, live),
        { result: 'passed', say: `${target.name}: auto-deploy is ${auto.on ? `on (${auto.setting})` : 'off'}` },
      ];
    },
  };
}

/** The deploy that serves now; null before the first has come up. */
async function liveDeploy(service: RenderService, effort: Effort): Promise<Deploy | null> {
  for await (const deploy of service.deploys(effort)) if (deploy.status === 'live') return deploy;
  return null;
}

function runsNow(name: string, live: Deploy | null) {
  const commit = live?.commit?.id;
  if (commit !== undefined) return { result: 'passed', say: `${name} runs ${commit}` } as const;
  return {
    result: 'warned',
    say: live === null ? `${name} has no live deploy` : `${name} runs an image, of which Render names no commit`,
    hint: 'Recourse goes back to commits; a service that runs images needs the provider "command".',
  } as const;
}
