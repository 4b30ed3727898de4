import { setTimeout as pause } from 'node:timers/promises';
import { askDatabase } from '../cluster/with-client.ts';
import type { Mishap } from '../host/example-service.ts';
import type { ModelProvider } from './model-provider.ts';

/** As the policy's evidence query counts them; the seeded ones lie years back. */
export const failedRuns =
  "SELECT count(*) FROM test_runs WHERE status = 'failed' AND created_at BETWEEN now() - interval '1 hour' AND now()";
/** So many speak for an outage by the policy. */
export const outageThreshold = 5;

const lookEveryMs = 200;
const patienceMs = 60_000;

/** The model provider fails, and with it every test run, until somebody says that it is well. */
export function providerOutage(provider: ModelProvider, ownerUrl: string): Mishap {
  return {
    name: 'provider-outage',
    label: 'Let the model provider fail',
    description: 'Every test run fails; nothing of the service is broken.',
    how: 'Press the button. Test runs fail from then on.',
    told: {
      prepare:
        'Choose `/rollback path`, “Wait for a provider”: Recourse counts what fails, and whose requests those were.',
      decide: 'Approve as the team lead: test runs are switched off, and nothing else.',
      over: 'Test runs are off. Once the provider is well, Recourse proposes to switch them on and to retry.',
    },
    async run() {
      provider.setWell(false);
      const until = performance.now() + patienceMs;
      while (performance.now() < until && (await countFailed(ownerUrl)) < outageThreshold) await pause(lookEveryMs);
    },
  };
}

export async function countFailed(ownerUrl: string): Promise<number> {
  return Number((await askDatabase(ownerUrl, failedRuns))[0]?.['count'] ?? 0);
}
