import type { AutoDeploy } from '../../../domain/auto-deploy.ts';
import type { TargetOf } from '../../../domain/policy-file/deploys.ts';
import type { AutoDeploySwitch } from '../../../ports/deploys.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import type { Project, VercelProject } from './vercel-project.ts';

/**
 * Whether Vercel assigns the production domains to every new production deployment by itself. With it off, pushes are still
 * built, but wait to be promoted. https://vercel.com/docs/deployments/promoting-a-deployment
 *
 * A rollback switches it off at Vercel in any case, so it is remembered and asked about even where policy says not to
 * hold it: then Vercel does it, and not we.
 */
export function createVercelAutoAssign(
  { name, hold_auto_deploy }: Pick<TargetOf<'vercel'>, 'name' | 'hold_auto_deploy'>,
  vercel: VercelProject,
): AutoDeploySwitch {
  return {
    read: async (effort) => readAutoAssign(await vercel.read(effort)),
    async hold(grant, effort) {
      refuseUnspendable(grant, effort);
      if (hold_auto_deploy && readAutoAssign(await vercel.read(effort)).on) await vercel.setAutoAssign(false, effort);
    },
    async release(former, effort) {
      await vercel.setAutoAssign(former.on, effort);
      const now = readAutoAssign(await vercel.read(effort));
      if (now.on === former.on)
        return { check: name, result: 'passed', say: `${name}: domains are assigned ${wordsOf(former)} again` };
      return {
        check: name,
        result: 'failed',
        say: `${name}: domains are assigned ${wordsOf(now)}, and were ${wordsOf(former)} before`,
        hint: 'Set it by hand in the project’s settings at Vercel, under Environments, Production.',
      };
    },
  };
}

export function readAutoAssign({ autoAssignCustomDomains = true }: Project): AutoDeploy {
  return { on: autoAssignCustomDomains, setting: String(autoAssignCustomDomains) };
}

export function wordsOf({ on }: AutoDeploy): string {
  return on ? 'by themselves' : 'by hand only';
}
