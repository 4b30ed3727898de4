import type { IncidentId } from '../../../src/domain/ids.ts';
import type { DigitalTwin } from '../../digitaltwin/start.ts';
import type { World } from '../../host/world.ts';
import type { SlackMessage } from '../../slack/shapes.ts';
import { declareIncident, incidentOn, takeBackup, waitForCard } from '../acts.ts';
import type { Claim } from '../story.ts';

export interface Broken {
  readonly card: SlackMessage;
  readonly incident: IncidentId;
  readonly claim: Claim;
}

/** A backup, the release by this mishap, and Sam's declaration, up to the first card: how every story of the twins begins. */
export async function releaseAndDeclare(
  world: World<DigitalTwin>,
  mishap: string,
  say: (line: string) => void,
  more: Parameters<typeof declareIncident>[2] = {},
): Promise<Broken> {
  say('Sam takes a backup before the release: /backup take digitaltwin');
  await takeBackup(world);
  say('The transformation goes out: migrations 010, 011 and 012. Three people sign in with Google');
  await world.service.mishaps.find(({ name }) => name === mishap)?.run();
  const { chatStatus, chatError } = await world.service.state();
  say(`POST /api/chat answers ${chatStatus}: ${chatError}`);
  const seen = `Nobody can chat since the release: POST /api/chat answers ${chatStatus}.`;
  const told = { seen, errorOutput: chatError, correlationIds: '', speaksFor: ['critical-function-broken'] };
  await declareIncident(world, told, more);
  const card = await waitForCard(world);
  return {
    card,
    incident: incidentOn(card),
    claim: {
      claim: 'the service was really broken',
      held: chatStatus === 500,
      say: `POST /api/chat answered ${chatStatus}`,
    },
  };
}
