import type { ServiceConfig } from './service-config.ts';

const timeoutMs = 10_000;

/** What `GET /healthz` and the administration answer. */
export interface ServiceHealth {
  readonly service: string;
  readonly commit: string;
  readonly maintenance: boolean;
}

/** Where the service of a configuration listens. */
export function baseUrlOf(config: ServiceConfig): string {
  return `http://127.0.0.1:${config.port}`;
}

/** Which commit runs, and whether maintenance mode is on. Throws when the service does not answer. */
export function readHealth(config: ServiceConfig): Promise<ServiceHealth> {
  return call(config, 'GET', '/healthz');
}

/** Tells the service to take up the commit that is checked out. */
export function reloadService(config: ServiceConfig): Promise<ServiceHealth> {
  return call(config, 'POST', '/admin/reload');
}

/** Switches maintenance mode. */
export function setMaintenance(config: ServiceConfig, on: boolean): Promise<ServiceHealth> {
  return call(config, 'POST', '/admin/maintenance', { on });
}

/** Switches test runs, and with them the use of the model provider. */
export async function setTestRuns(config: ServiceConfig, on: boolean): Promise<void> {
  await call(config, 'POST', '/admin/test-runs', { on });
}

async function call(config: ServiceConfig, method: string, path: string, body?: object): Promise<ServiceHealth> {
  const response = await fetch(`${baseUrlOf(config)}${path}`, {
    method,
    headers: { authorization: `Bearer ${config.adminToken}` },
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as ServiceHealth;
}
