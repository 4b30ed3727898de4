import type { DeployTarget, TargetOf } from '../../domain/policy-file/deploys.ts';
import type { DeployProvider } from '../../ports/deploys.ts';
import { createCommandDeploy } from './command/deploy-by-command.ts';
import type { DeployTools } from './deploy-tools.ts';
import { createDockerComposeDeploy } from './docker-compose/docker-compose-deploy.ts';
import { createKubernetesDeploy } from './kubernetes/kubernetes-deploy.ts';
import { createRenderDeploy } from './render/render-deploy.ts';
import { createVercelDeploy } from './vercel/vercel-deploy.ts';

type MakeProvider<Provider extends DeployTarget['provider']> = (
  target: TargetOf<Provider>,
  tools: DeployTools,
) => DeployProvider;

/** Every provider there is. A new one is a folder, a form in the schema and a line here; the contract test does the rest. */
export const deployProviders: { readonly [Provider in DeployTarget['provider']]: MakeProvider<Provider> } = {
  command: createCommandDeploy,
  render: createRenderDeploy,
  vercel: createVercelDeploy,
  'docker-compose': createDockerComposeDeploy,
  kubernetes: createKubernetesDeploy,
};

export function createDeployProvider<Provider extends DeployTarget['provider']>(
  target: TargetOf<Provider> & { readonly provider: Provider },
  tools: DeployTools,
): DeployProvider {
  return deployProviders[target.provider](target, tools);
}
