import { perService } from '../../../blocks/forms/declare-form.ts';
import type { RunningService } from '../../host/example-service.ts';
import type { World } from '../../host/world.ts';
import { demoChannels, demoPeople } from '../../slack/preset.ts';
import { visibleText } from '../../slack/reading.ts';
import type { SlackMessage } from '../../slack/shapes.ts';

const channel = demoChannels.operations.id;
const { onCall } = demoPeople;
const PATIENT = { timeoutMs: 180_000 };

/** The declare form is filled with the newest migration; no migration did this. */
export const noMigration = { [perService('migration', 'party')]: '' };

/** `/rollback options`: what only the person who asks is told. */
export async function readOptions({ slack }: World<RunningService>): Promise<string> {
  const last = (await slack.ephemerals(onCall.id)).at(-1)?.ts ?? '';
  await slack.as(onCall.id).command(channel, '/rollback', 'options');
  const told = await slack.waitForEphemeral(onCall.id, ({ ts }) => ts > last, PATIENT);
  return visibleText(told);
}

/** "Another way back", and its form; resolves with the card of the new plan. */
export async function takeAnotherWay(
  { slack }: World<RunningService>,
  given: { readonly path: string; readonly why: string; readonly cardSays: string },
): Promise<SlackMessage> {
  const { path, why, cardSays } = given;
  await slack.as(onCall.id).command(channel, '/rollback', 'path');
  const form = await slack.waitForView(onCall.id, 'Why this one?', PATIENT);
  await slack.as(onCall.id).submit(form, { path, why });
  await slack.waitForNoView(onCall.id, PATIENT);
  const isCard = (message: SlackMessage) =>
    visibleText(message).includes(cardSays) && JSON.stringify(message.blocks ?? []).includes('"action_id":"approve"');
  return slack.waitForMessage(channel, isCard, PATIENT);
}

/** The lines of the table about one way. */
export function linesAbout(options: string, title: string): string {
  const from = options.indexOf(`${title}: `);
  return from === -1 ? '' : options.slice(from).split('\n').slice(0, 4).join(' ');
}
