import { z } from 'zod';
import type { DeployStanding } from '../../../ports/deploys.ts';

/** One container as `docker compose ps --format json` tells it. https://docs.docker.com/reference/cli/docker/compose/ps/ */
const Container = z.object({
  Name: z.string(),
  Service: z.string(),
  /** `running`, `restarting`, `exited`, `created`, `paused`, `dead`, `removing`. */
  State: z.string(),
  /** `healthy`, `unhealthy`, `starting`; empty where the service has no health check. */
  Health: z.string().optional(),
  ExitCode: z.number().optional(),
});
export type Container = z.infer<typeof Container>;

/**
 * Reads either form: one object a line, or, before Compose 2.21, one array. Null where it is neither.
 */
export function readContainers(stdout: string): readonly Container[] | null {
  const text = stdout.trim();
  const found = z.array(Container).safeParse(parseEither(text));
  return found.success ? found.data : null;
}

function parseEither(text: string): unknown {
  try {
    if (text.startsWith('[')) return JSON.parse(text);
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown);
  } catch {
    return null;
  }
}

/** Down for good: only somebody who looks at its log can help. A container that exited with 0 was stopped, or ended early. */
const down = new Set(['exited', 'dead', 'removing']);

/** All services run, or one of them is down, or they are still on their way. */
export function judgeContainers(containers: readonly Container[], services: readonly string[]): DeployStanding {
  const each = services.map((service) => judgeService(service, containers));
  return (
    each.find(({ state }) => state === 'failed') ??
    each.find(({ state }) => state === 'running') ?? {
      state: 'live',
      say: `${services.join(', ')} ${services.length === 1 ? 'runs' : 'run'}`,
    }
  );
}

function judgeService(service: string, containers: readonly Container[]): DeployStanding {
  const own = containers.filter((each) => each.Service === service);
  if (own.length === 0) return { state: 'running', say: `${service} has no container yet` };
  for (const { Name, State, Health = '', ExitCode = 0 } of own) {
    if (down.has(State)) return { state: 'failed', say: `${Name} is ${State}, with exit code ${ExitCode}` };
    if (Health === 'unhealthy') return { state: 'failed', say: `${Name} is unhealthy` };
    if (State !== 'running' || Health === 'starting') return { state: 'running', say: `${Name} is ${Health || State}` };
  }
  return { state: 'live', say: `${service} runs` };
}
