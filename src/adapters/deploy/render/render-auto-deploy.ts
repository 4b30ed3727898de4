import type { AutoDeploy } from '../../../domain/auto-deploy.ts';
import type { AutoDeploySwitch } from '../../../ports/deploys.ts';
import { refuseUnspendable } from '../../../ports/spend-grant.ts';
import type { RenderService, Service } from './render-service.ts';

/**
 * Render's API does not switch auto-deploy off with a rollback, as its dashboard does, so the next push would bring the bad
 * commit back. https://render.com/docs/rollbacks
 */
export function createRenderAutoDeploy(name: string, service: RenderService): AutoDeploySwitch {
  return {
    read: async (effort) => readAutoDeploy(await service.read(effort)),
    async hold(grant, effort) {
      refuseUnspendable(grant, effort);
      const { on, setting } = readAutoDeploy(await service.read(effort));
      if (on) await service.setAutoDeploy(setting === 'yes' ? 'no' : 'off', effort);
    },
    async release(former, effort) {
      await service.setAutoDeploy(former.setting, effort);
      const now = readAutoDeploy(await service.read(effort));
      if (now.on === former.on)
        return { check: name, result: 'passed', say: `${name}: auto-deploy is ${former.on ? 'on' : 'off'} again` };
      return {
        check: name,
        result: 'failed',
        say: `${name}: auto-deploy is ${now.on ? 'on' : 'off'}, and it was ${former.on ? 'on' : 'off'} before`,
        hint: 'Set it by hand in Render’s dashboard, under Settings.',
      };
    },
  };
}

/** The trigger where Render names one, else yes or no. */
export function readAutoDeploy({ autoDeploy, autoDeployTrigger }: Service): AutoDeploy {
  if (autoDeployTrigger === undefined) return { on: autoDeploy === 'yes', setting: autoDeploy };
  return { on: autoDeployTrigger !== 'off', setting: autoDeployTrigger };
}
