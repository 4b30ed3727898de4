import type { DeployTarget } from '../../domain/policy-file/recovery.ts';
import type { Commands, DeployProvider } from '../../ports/outside.ts';
import { createCommandDeploy } from './command/deploy-by-command.ts';

type TargetOf<Provider extends DeployTarget['provider']> = Extract<DeployTarget, { provider: Provider }>;

/** What a provider may work with. */
export interface DeployTools {
  readonly commands: Commands;
}

/** Every provider there is. A new one is a folder, a form in the schema and a line here; the contract test does the rest. */
export const deployProviders = {
  command: createCommandDeploy,
} as const satisfies {
  [Provider in DeployTarget['provider']]: (target: TargetOf<Provider>, tools: DeployTools) => DeployProvider;
};

export function createDeployProvider(target: DeployTarget, tools: DeployTools): DeployProvider {
  return deployProviders[target.provider](target, tools);
}
