import { perService } from '../../blocks/forms/declare-form.ts';
import type { RunningService } from '../host/example-service.ts';
import type { World } from '../host/world.ts';
import { demoChannels, demoPeople } from '../slack/preset.ts';
import { visibleText } from '../slack/reading.ts';
import type { SlackMessage } from '../slack/shapes.ts';

const channel = demoChannels.operations.id;
const { onCall } = demoPeople;
const PATIENT = { timeoutMs: 180_000 };

/** The declare form is filled with the newest migration; no migration did this. */
export function noMigration({ example }: World<RunningService>): Record<string, string> {
  return { [perService('migration', example.name)]: '' };
}

/** `/rollback options`: what only the person who asks is told. */
export async function readOptions({ slack }: World<RunningService>): Promise<string> {
  const last = (await slack.ephemerals(onCall.id)).at(-1)?.ts ?? '';
  await slack.as(onCall.id).command(channel, '/rollback', 'options');
  const told = await slack.waitForEphemeral(onCall.id, ({ ts }) => ts > last, PATIENT);
  return visibleText(told);
}

/** `/rollback path` and its form; what only this way needs stands in `more`, by the form's fields. */
export async function chooseWay(
  { slack }: World<RunningService>,
  path: string,
  why: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  await slack.as(onCall.id).command(channel, '/rollback', 'path');
  const form = await slack.waitForView(onCall.id, 'Why this one?', PATIENT);
  await slack.as(onCall.id).submit(form, { path, why, ...more });
  await slack.waitForNoView(onCall.id, PATIENT);
}

/** The lines of the table about one way. */
export function linesAbout(options: string, title: string): string {
  const from = options.indexOf(`${title}: `);
  return from === -1 ? '' : options.slice(from).split('\n').slice(0, 4).join(' ');
}

/** The newest message that says all of this, whether or not it can be decided on. */
export function waitForWords({ slack }: World<RunningService>, ...words: readonly string[]): Promise<SlackMessage> {
  const says = (message: SlackMessage) => words.every((each) => visibleText(message).includes(each));
  return slack.waitForMessage(channel, says, PATIENT);
}
