import { drawAppHome, type ServiceStanding } from '../blocks/app-home.ts';
import { toInstant } from '../src/domain/ids.ts';
import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import type { Desk } from './desk.ts';
import type { SlackClient } from './heard.ts';

/** Draws the Home tab anew for the person who opened it. */
export async function showHome(desk: Desk, client: SlackClient, person: string): Promise<void> {
  const [live, lately] = await Promise.all([
    desk.useCases.list({ liveOnly: true, limit: 50 }),
    desk.useCases.list({ liveOnly: false, limit: 10 }),
  ]);
  const services = await Promise.all(
    desk.useCases.services().map(
      async (service): Promise<ServiceStanding> => ({
        name: service.name,
        title: service.title,
        environment: service.environment,
        channel: service.channel,
        live: live.find((incident) => incident.service === service.name) ?? null,
        backup: await newestBackup(desk, service),
      }),
    ),
  );
  await client.views.publish({
    user_id: person,
    view: drawAppHome({ services, lately, drawnAt: toInstant(desk.now()) }),
  });
}

async function newestBackup(desk: Desk, service: ServicePolicy): Promise<ServiceStanding['backup']> {
  try {
    const [newest] = await desk.useCases.listBackups(service.name);
    if (newest === undefined) return null;
    return { snapshotAt: newest.manifest.snapshotAt, proved: newest.proof?.passed === true };
  } catch (error) {
    desk.log.warn({ service: service.name, cause: String(error) }, 'the backups could not be listed for the Home tab');
    return 'unknown';
  }
}
