import type { Entry } from '../../src/domain/entry.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { RunningService } from '../host/example-service.ts';
import { readJournal } from '../host/read-journal.ts';
import type { World } from '../host/world.ts';
import { demoChannels, demoPeople } from '../slack/preset.ts';
import { visibleText } from '../slack/reading.ts';
import type { SlackMessage } from '../slack/shapes.ts';
import type { Surroundings } from '../surroundings/start-surroundings.ts';
import { entryOf } from './journal-facts.ts';
import type { Claim } from './story.ts';

const channel = demoChannels.operations.id;
const { onCall } = demoPeople;
const PATIENT = { timeoutMs: 120_000 };
const dayMs = 86_400_000;

type AnyWorld = World<RunningService>;

/**
 * What people do once an incident is closed (S10, P10, B1): users are told after a preview and its own confirmation, the
 * issue is closed with the post-mortem, and the migration gets a new date. Claims nothing in a world without surroundings.
 *
 * @param means what the mail says that it means for the users
 */
export async function lookAfter(
  world: AnyWorld,
  incident: IncidentId,
  means: string,
  say: (line: string) => void,
): Promise<readonly Claim[]> {
  const { surroundings } = world;
  if (surroundings === null) return [];
  say('Sam writes to the users, looks at the preview, and confirms it: /incident mail');
  const preview = await mailUsers(world, incident, means);
  say('The migration gets a new date, and the users are ticked off: /incident actions');
  await settleActions(world, incident);
  await inThread(world, 'The mail to users was taken by the mail server');
  await inThread(world, 'The end of the GitHub issue has arrived');
  const { entries } = await readJournal(world.storeUrl, incident);
  return [usersWereTold(surroundings, preview), issueTells(surroundings, entries), ...whatIsLeft(entries)];
}

/** Resolves with the text of the preview, after it was confirmed. */
async function mailUsers(world: AnyWorld, incident: IncidentId, means: string): Promise<string> {
  const { slack, example } = world;
  const sam = slack.as(onCall.id);
  await sam.command(channel, '/incident', `mail ${incident}`);
  const form = await slack.waitForView(onCall.id, `Mail for ${incident}`, PATIENT);
  await sam.submit(form, { subject: `${example.title}: what happened`, text: means });
  await slack.waitForNoView(onCall.id, PATIENT);
  const draft = await slack.waitForMessage(channel, (message) => offersPreview(message, incident), PATIENT);
  await sam.click(draft, 'preview-mail');
  const preview = await slack.waitForView(onCall.id, 'It cannot be taken back', PATIENT);
  await sam.submit(preview, {});
  await slack.waitForNoView(onCall.id, PATIENT);
  return visibleText(preview);
}

function offersPreview(message: SlackMessage, incident: IncidentId): boolean {
  return visibleText(message).includes(`Look at mail 1 of ${incident} and send it`);
}

async function settleActions({ slack }: AnyWorld, incident: IncidentId): Promise<void> {
  const sam = slack.as(onCall.id);
  await sam.command(channel, '/incident', `actions done ${incident} 1 mailed`);
  await sam.command(channel, '/incident', `actions due ${incident} 5 3d`);
  await slack.waitForMessage(channel, (message) => visibleText(message).includes('changed to do 5'), PATIENT);
}

function inThread({ slack }: AnyWorld, words: string): Promise<SlackMessage> {
  return slack.waitForMessage(channel, (message) => visibleText(message).includes(words), PATIENT);
}

function usersWereTold({ mail: { arrived } }: Surroundings, preview: string): Claim {
  const [mail, another] = arrived;
  return {
    claim: 'users were told by mail, once, after a preview with its own confirmation (S10)',
    held: mail !== undefined && another === undefined && preview.includes(`${mail.to.length} recipients`),
    say: mail === undefined ? 'no mail arrived' : `“${mail.subject}” to ${mail.to.length} recipients`,
  };
}

function issueTells({ github: { issues } }: Surroundings, entries: readonly Entry[]): Claim {
  const [issue, another] = issues;
  const { correlationIds = [], migration } = entryOf(entries, 'incident-declared').body.declaration;
  const written = [issue?.body, ...(issue?.comments.map(({ body }) => body) ?? [])].join('\n');
  const wanted = [...correlationIds, migration ?? '', '## Root cause', 'Path used, as recorded at the close'];
  const missing = wanted.filter((words) => !written.includes(words));
  return {
    claim: 'one issue in the repository has correlation ids, migration and post-mortem, and is closed (B1, G12)',
    held: issue?.state === 'closed' && another === undefined && missing.length === 0,
    say: issue === undefined ? 'there is none' : `#${issue.number} “${issue.title}”, ${issue.comments.length} comments`,
  };
}

function whatIsLeft(entries: readonly Entry[]): readonly Claim[] {
  const closedAt = Date.parse(entryOf(entries, 'incident-closed').occurredAt);
  const opened = entries.flatMap(({ body }) => (body.kind === 'follow-up-opened' ? [body] : []));
  const meeting = opened.find(({ subject }) => subject === 'postmortem-meeting');
  const migration = opened.find(({ subject }) => subject === 'migration-date');
  const moved = entries.some(({ body }) => body.kind === 'follow-up-changed' && body.number === migration?.number);
  return [
    {
      claim: 'a post-mortem meeting is due within 24 hours, and is somebody’s (S10)',
      held: meeting !== undefined && Date.parse(meeting.dueAt) - closedAt <= dayMs,
      say: meeting === undefined ? 'nobody was asked' : `due ${meeting.dueAt}`,
    },
    {
      claim: 'the migration has a new date to be set by, and is somebody’s (S10, P10)',
      held: migration !== undefined && moved,
      say: opened.map(({ title }) => title).join('; '),
    },
  ];
}
