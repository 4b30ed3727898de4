import { createDeployProvider } from '../../adapters/deploy/registry.ts';
import { failed, passed, perService, type Seen, skipped } from './probe.ts';

/** Every place that code is deployed to says which commit it runs. Nothing is deployed. */
export const deployProbe = perService('deploys', async (service, { commands, effort }) => {
  if (service.deploys.length === 0) return [skipped('none is configured: after a restore, code is put back by hand')];
  const findings: Seen[] = [];
  for (const target of service.deploys) {
    const commit = await createDeployProvider(target, { commands }).current(effort);
    findings.push(
      commit === null
        ? failed(
            `${target.name} does not say which commit it runs`,
            'Its `current` must end with 0 and print the commit on its first line.',
          )
        : passed(`${target.name} runs ${commit.slice(0, 40)}`),
    );
  }
  return findings;
});
