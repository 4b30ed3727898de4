import { baseUrlOf, readHealth, type ServiceHealth } from './call-service.ts';
import type { ServiceConfig } from './service-config.ts';
import type { Counters } from './traffic/counters.ts';

/** How the example service does at this moment. */
export interface ServiceState {
  /** Absent while the service does not answer. */
  readonly health?: ServiceHealth;
  /** Status of `GET /api/prompts`; 0 for no answer. */
  readonly promptsStatus: number;
  readonly traffic: Counters;
}

const timeoutMs = 5_000;

/** Asks the service and its traffic; a service that does not answer is a state, not an error. */
export async function readState(config: ServiceConfig, trafficUrl: string): Promise<ServiceState> {
  const [health, promptsStatus, traffic] = await Promise.all([
    readHealth(config).catch(() => undefined),
    fetch(`${baseUrlOf(config)}/api/prompts`, { signal: AbortSignal.timeout(timeoutMs) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    ),
    fetch(`${trafficUrl}/counters`).then((response) => response.json() as Promise<Counters>),
  ]);
  return { promptsStatus, traffic, ...(health === undefined ? {} : { health }) };
}
