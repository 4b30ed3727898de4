import { createDeployProvider } from '../../adapters/deploy/registry.ts';
import { ask } from '../../adapters/http/ask.ts';
import { RecourseError } from '../../domain/errors.ts';
import { failed, perService, type Seen, skipped } from './probe.ts';

/** Every place that code is deployed to accepts our token, is there, and says which commit it runs. Nothing is deployed. */
export const deployProbe = perService('deploys', async (service, { commands, effort, settings }) => {
  if (service.deploys.length === 0) return [skipped('none is configured: after a restore, code is put back by hand')];
  const { secretOf, strikeSecrets } = settings;
  const tools = { commands, ask, strikeSecrets, valueOf: (variable: string) => secretOf(variable).reveal() };
  const findings: Seen[] = [];
  // One that fails hides nothing of the others.
  for (const target of service.deploys) {
    try {
      findings.push(...(await createDeployProvider(target, tools).inspect(effort)));
    } catch (error) {
      if (!(error instanceof RecourseError)) throw error;
      findings.push(failed(`${target.name}: ${error.message}`, error.hint));
    }
  }
  return findings;
});
