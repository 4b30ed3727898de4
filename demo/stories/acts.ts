import { IncidentId } from '../../src/domain/ids.ts';
import type { RunningService } from '../host/example-service.ts';
import type { World } from '../host/world.ts';
import { demoChannels, demoPeople } from '../slack/preset.ts';
import { visibleText } from '../slack/reading.ts';
import type { SlackMessage } from '../slack/shapes.ts';

/** What people do in every story, through Slack and nothing else. Waiting is for events; times are the longest patience. */
const channel = demoChannels.operations.id;
const { onCall } = demoPeople;
const PATIENT = { timeoutMs: 180_000 };

/** Of whichever example. */
type AnyWorld = World<RunningService>;

/** `/backup take`: resolves when the message that told its progress says that it is finished. */
export async function takeBackup({ slack, example }: AnyWorld): Promise<string> {
  const before = new Set((await slack.history(channel)).map(({ ts }) => ts));
  await slack.as(onCall.id).command(channel, '/backup', `take ${example.name}`);
  const finished = (message: SlackMessage) =>
    !before.has(message.ts) && visibleText(message).includes(`The backup of ${example.title} is finished`);
  const said = await slack.waitForMessage(channel, finished, PATIENT);
  return visibleText(said);
}

export interface Seen {
  readonly seen: string;
  readonly errorOutput: string;
  readonly correlationIds: string;
  /** Why to consider a rollback, as the form names it; that a migration destroyed data unless said otherwise. */
  readonly speaksFor?: readonly string[];
}

const destroyed = ['migration-failed', 'data-deleted', 'critical-function-broken'];

/** `/incident declare` and its form; the bot fills in commit and migration itself. `more` is filled in over the rest. */
export async function declareIncident(
  { slack, example }: AnyWorld,
  told: Seen,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<void> {
  const sam = slack.as(onCall.id);
  await sam.command(channel, '/incident', `declare ${example.name}`);
  const form = await slack.waitForView(onCall.id, 'Failing migration', PATIENT);
  await sam.submit(form, {
    'speaks-for': told.speaksFor ?? destroyed,
    seen: told.seen,
    'error-output': told.errorOutput,
    'correlation-ids': told.correlationIds,
    ...more,
  });
  await slack.waitForNoView(onCall.id, PATIENT);
}

/** The incident that a message speaks of. Throws where it names none. */
export function incidentOn(message: SlackMessage): IncidentId {
  return IncidentId.parse(/INC-\d+/.exec(visibleText(message))?.[0]);
}

/** The newest card that can be decided on. */
export function waitForCard({ slack }: AnyWorld): Promise<SlackMessage> {
  return slack.waitForMessage(channel, (message) => hasButton(message, 'approve'), PATIENT);
}

/** The newest card that can be decided on and says this. */
export function waitForCardSaying({ slack }: AnyWorld, words: string): Promise<SlackMessage> {
  return slack.waitForMessage(
    channel,
    (message) => hasButton(message, 'approve') && visibleText(message).includes(words),
    PATIENT,
  );
}

/** The newest message that says this and still lets people choose another way back. */
export function waitForSaying({ slack }: AnyWorld, words: string): Promise<SlackMessage> {
  return slack.waitForMessage(
    channel,
    (message) => hasButton(message, 'choose-path') && visibleText(message).includes(words),
    PATIENT,
  );
}

/** "Another way back" and its form, as whoever decides first. */
export async function choosePath(world: AnyWorld, entries: Readonly<Record<string, string>>): Promise<void> {
  const { slack, example } = world;
  const person = example.decider.id;
  await slack.as(person).click(await waitForSaying(world, ''), 'choose-path');
  const form = await slack.waitForView(person, 'Why this one?', PATIENT);
  await slack.as(person).submit(form, entries);
  await slack.waitForNoView(person, PATIENT);
}

/** Presses approve; the bot asks for the service's name, or says why not. */
export async function pressApprove({ slack }: AnyWorld, person: string, card: SlackMessage): Promise<void> {
  await slack.as(person).click(card, 'approve');
}

/** Approves as somebody who may: types the name and sends the form. */
export async function approve(world: AnyWorld, person: string, card: SlackMessage): Promise<void> {
  await pressApprove(world, person, card);
  const form = await world.slack.waitForView(person, `Type ${world.example.name} to approve`, PATIENT);
  await world.slack.as(person).submit(form, { typed: world.example.name });
  await world.slack.waitForNoView(person, PATIENT);
}

/** Approves a plan that replaces no data, for which nothing has to be typed. */
export async function approvePlainly(world: AnyWorld, person: string, card: SlackMessage): Promise<void> {
  await pressApprove(world, person, card);
  const form = await world.slack.waitForView(person, 'Approve', PATIENT);
  await world.slack.as(person).submit(form, {});
  await world.slack.waitForNoView(person, PATIENT);
}

/** Resolves when the headline says that the service is back. */
export function waitForRecovery({ slack }: AnyWorld, incident: string): Promise<SlackMessage> {
  return slack.waitForMessage(
    channel,
    (message) => isHeadline(message, incident) && visibleText(message).includes('is back'),
    PATIENT,
  );
}

function isHeadline({ ts, thread_ts = ts, text }: SlackMessage, incident: string): boolean {
  return thread_ts === ts && text.includes(`${incident}: `);
}

/** `more` are further answers of the form, such as what becomes of a switched-off auto-deploy. */
export async function closeIncident(
  { slack }: AnyWorld,
  incident: string,
  rootCause: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const sam = slack.as(onCall.id);
  await sam.command(channel, '/incident', `close ${incident}`);
  const form = await slack.waitForView(onCall.id, `Close ${incident}`, PATIENT);
  await sam.submit(form, { 'root-cause': rootCause, ...more });
  await slack.waitForNoView(onCall.id, PATIENT);
  await slack.waitForMessage(
    channel,
    (message) => isHeadline(message, incident) && visibleText(message).includes('closed'),
    PATIENT,
  );
}

function hasButton(message: SlackMessage, actionId: string): boolean {
  return JSON.stringify(message.blocks ?? []).includes(`"action_id":"${actionId}"`);
}
