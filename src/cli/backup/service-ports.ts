import { fileURLToPath } from 'node:url';
import { findPrograms } from '../../adapters/pgtools/find-programs.ts';
import { openServicePorts } from '../../compose/open-service-ports.ts';
import type { ServicePolicy } from '../../domain/policy-file/service.ts';
import type { ServicePorts } from '../../ports/service-ports.ts';
import { findService, loadSetup } from '../configuration.ts';

const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** One service and its ports, without the journal: backups are taken and proved while the bot runs, or while it cannot. */
export async function openService(
  name: string,
  home?: string,
): Promise<{ service: ServicePolicy; ports: ServicePorts }> {
  const { settings } = loadSetup();
  const service = findService(settings, name);
  const programs = await findPrograms(settings.programs);
  return { service, ports: await openServicePorts({ settings, programs, checkout, home }, service) };
}
