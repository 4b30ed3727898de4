import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningService } from '../../demo/host/example-service.ts';
import type { World } from '../../demo/host/world.ts';
import { demoChannels, demoPeople } from '../../demo/slack/preset.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { SlackMessage, SlackView } from '../../demo/slack/shapes.ts';
import { approve, type Seen } from '../../demo/stories/acts.ts';
import type { EntryKind } from '../../src/domain/entry.ts';
import type { BackupId, IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { type AnyStage, asSuperuser, eventually, PATIENT } from './world.ts';

export const ops = demoChannels.operations.id;
export const { onCall: sam, lead: dana, cto: alex, bystander: robin } = demoPeople;
export interface Someone {
  readonly id: string;
}

const seenByDefault: Pick<Seen, 'seen'> = { seen: 'GET /api/prompts answers 500 since the release.' };

/** `/incident declare` and its form; resolves with the new incident. */
export async function declare(
  stage: AnyStage,
  by: Someone = sam,
  more: Readonly<Record<string, string | number | readonly string[]>> = {},
): Promise<IncidentId> {
  const { slack } = stage.world;
  await slack.as(by.id).command(ops, '/incident', `declare ${stage.world.example.name}`);
  const form = await slack.waitForView(by.id, 'Failing migration', PATIENT);
  await slack.as(by.id).submit(form, { 'speaks-for': ['migration-failed', 'data-deleted'], ...seenByDefault, ...more });
  await slack.waitForNoView(by.id, PATIENT);
  return eventually('the incident to be live', async () => {
    const [line] = await stage.store.entries.list({ liveOnly: true, limit: 1 });
    return line?.id ?? null;
  });
}

/** Declares and waits for the plan that can be decided on. */
export async function declareAndPrepare(stage: AnyStage): Promise<Incident> {
  return stage.until(await declare(stage), 'a plan to decide on', ({ phase }) => phase === 'deciding');
}

/** Declares, and Dana approves what is proposed. */
export async function declareAndApprove(stage: AnyStage): Promise<IncidentId> {
  const { id } = await declareAndPrepare(stage);
  await approveAs(stage, id, dana);
  return id;
}

export async function approveAs(stage: AnyStage, id: IncidentId, person: Someone): Promise<void> {
  await approve(stage.world, person.id, await messageWith(stage, id, 'approve'));
  await stage.until(id, 'the decision', ({ decision }) => decision !== null);
}

export function untilRecovered(stage: AnyStage, id: IncidentId): Promise<Incident> {
  return stage.until(id, 'the recovery', ({ phase }) => phase === 'recovered');
}

/** Resolves with all that Slack says of a step that waits for a person, once that is what is expected. */
export async function untilFailed(stage: AnyStage, id: IncidentId, step: string, says: string): Promise<string> {
  await stage.until(id, `${step} to fail`, ({ steps }) => steps[step]?.status === 'failed');
  const told = (message: SlackMessage) =>
    hasButton(message, id, 'retry-step', step) && visibleText(message).includes(says);
  return visibleText(await stage.world.slack.waitForMessage(ops, told, SOON));
}

/** Once the journal has something, Slack follows within seconds. */
const SOON = { timeoutMs: 30_000 } as const;

/** The newest message that shows this button of this incident, as people scroll to it. */
export function messageWith(stage: AnyStage, id: IncidentId, action: string, step?: string): Promise<SlackMessage> {
  return stage.world.slack.waitForMessage(ops, (message) => hasButton(message, id, action, step), PATIENT);
}

/** Buttons stay where they were drawn when things have moved on; `step`, or the plan's digest, tells them apart. */
function hasButton({ blocks = [] }: SlackMessage, id: IncidentId, action: string, step?: string): boolean {
  const about = [`"${id}"`, ...(step === undefined ? [] : [`"${step}"`])];
  return blocks.some((block) => {
    const { elements } = block as { elements?: readonly { action_id?: string; value?: string }[] };
    return (elements ?? []).some(
      ({ action_id, value = '' }) => action_id === action && about.every((word) => value.includes(word)),
    );
  });
}

const votes = new Set(['approve', 'refuse', 'hold']);

/** Presses a button that asks for nothing more; a vote's only once it is about the plan as it stands. */
export async function press(stage: AnyStage, id: IncidentId, action: string, by: Someone = dana): Promise<void> {
  const plan = votes.has(action) ? (await stage.journal.incident(id))?.proposed?.digest : undefined;
  await stage.world.slack.as(by.id).click(await messageWith(stage, id, action, plan), action);
}

/** Presses a button and fills in the form that it opens. */
export async function pressAndFill(
  stage: AnyStage,
  given: { readonly id: IncidentId; readonly action: string; readonly form: string; readonly by?: Someone },
  entries: Readonly<Record<string, string>>,
): Promise<void> {
  const { slack } = stage.world;
  const { id, action, form, by = dana } = given;
  await press(stage, id, action, by);
  const view = await slack.waitForView(by.id, form, PATIENT);
  const { errors } = await slack.as(by.id).submit(view, entries);
  if (errors !== undefined) throw new Error(`the form was refused: ${JSON.stringify(errors)}`);
  await slack.waitForNoView(by.id, PATIENT);
}

/** "Try again", at a step that waits; resolves when the journal has it. */
export async function retry(stage: AnyStage, id: IncidentId, step: string): Promise<void> {
  const reopened = async () =>
    (await stage.entries(id)).filter(({ body }) => body.kind === 'step-reopened' && body.step === step).length;
  const before = await reopened();
  await stage.world.slack.as(dana.id).click(await messageWith(stage, id, 'retry-step', step), 'retry-step');
  await eventually(`${step} to be tried again`, async () => (await reopened()) > before);
}

export async function chooseBackup(stage: AnyStage, id: IncidentId, backup: BackupId | string): Promise<void> {
  await pressAndFill(
    stage,
    { id, action: 'choose-backup', form: 'Why this one?' },
    { backup, why: 'The other one does not restore.' },
  );
}

/** Closes whatever is live, so that the next test can declare. An execution is stopped first. */
export async function endIncident(stage: AnyStage, id: IncidentId): Promise<void> {
  const { phase } = await stage.until(id, 'the incident', () => true);
  if (phase === 'closed') return;
  if (phase === 'executing') {
    await stage.world.slack.as(dana.id).command(ops, '/incident', `status ${id}`);
    await pressAndFill(stage, { id, action: 'abandon', form: 'Why do you stop it?' }, { why: 'The test is over.' });
    await stage.until(id, 'all to be taken back', (now) => takenBack(now));
  }
  const { slack } = stage.world;
  await slack.as(dana.id).command(ops, '/incident', `close ${id}`);
  const form = await slack.waitForView(dana.id, 'Root cause', PATIENT);
  await slack.as(dana.id).submit(form, { 'root-cause': 'a test', 'path-used': 'none' });
  await stage.until(id, 'the end', (now) => now.phase === 'closed');
}

function takenBack({ phase, steps }: Incident): boolean {
  return phase === 'standing-by' && steps['freeze-writes']?.status !== 'done';
}

/** What only this person is told because of what they did: an ephemeral, or a window that explains. */
export async function answerTo(stage: AnyStage, person: Someone, does: () => Promise<unknown>): Promise<string> {
  const { slack } = stage.world;
  const last = (await slack.ephemerals(person.id)).at(-1)?.ts ?? '';
  await does();
  return visibleText(await slack.waitForEphemeral(person.id, ({ ts }) => ts > last, PATIENT));
}

/** The same where a window opens; it is closed again. */
export async function windowAfter(stage: AnyStage, person: Someone, does: () => Promise<unknown>): Promise<string> {
  const { slack } = stage.world;
  await does();
  const view = await slack.waitForView(person.id, (each) => !visibleText(each).includes('Reading the plan'), PATIENT);
  await slack.as(person.id).close(view);
  return visibleText(view);
}

/** `/backup take`; resolves with the folder of the new backup. */
export async function takeBackup(
  world: World<RunningService>,
  storage = join(world.folder, 'backups'),
): Promise<string> {
  const before = new Set(backupFolders(world, storage));
  await world.slack.as(sam.id).command(ops, '/backup', `take ${world.example.name}`);
  return eventually(
    'the backup',
    async () => backupFolders(world, storage).find((folder) => !before.has(folder)) ?? null,
  );
}

/** Folders of finished backups, oldest first. */
export function backupFolders({ folder, example }: World<RunningService>, storage = join(folder, 'backups')): string[] {
  const shelf = join(storage, example.name);
  return readdirSync(shelf)
    .filter((name) => name.includes('-manual-') && !name.endsWith('.partial'))
    .toSorted()
    .map((name) => join(shelf, name));
}

/** What a button of this incident carries when it is drawn for its current plan. */
export function valueFor({ id, proposed }: Incident, forged: Readonly<Record<string, unknown>> = {}): string {
  const plan = proposed === null ? {} : { revision: proposed.revision, digest: proposed.digest };
  return JSON.stringify({ incident: id, service: 'promptrefine', ...plan, ...forged });
}

/** Opens the form of a vote without sending it. */
export async function openVote(
  stage: AnyStage,
  id: IncidentId,
  by: Someone,
  [action, form]: readonly [string, string] = ['approve', 'Type promptrefine to approve'],
): Promise<SlackView> {
  await press(stage, id, action, by);
  return stage.world.slack.waitForView(by.id, form, PATIENT);
}

export async function countOf(stage: AnyStage, id: IncidentId, kind: EntryKind): Promise<number> {
  return (await stage.entries(id)).filter(({ body }) => body.kind === kind).length;
}

/** Presses "Try again" whenever a step waits, as a patient person would, until it holds. */
export async function goOnUntil(
  stage: AnyStage,
  id: IncidentId,
  what: string,
  holds: (incident: Incident) => boolean,
): Promise<Incident> {
  const stuck = ({ steps }: Incident) => Object.values(steps).find(({ status }) => status === 'failed');
  for (let tries = 0; tries < 8; tries += 1) {
    const incident = await stage.until(id, what, (now) => holds(now) || stuck(now) !== undefined);
    const waiting = stuck(incident);
    if (waiting === undefined) return incident;
    await retry(stage, id, waiting.name);
  }
  throw new Error(`${id} was tried again eight times, and there was still no ${what}`);
}

/** What the outbox holds is in Slack, each message once; resolves when it is. */
export async function untilAllTold(stage: AnyStage): Promise<void> {
  const sql = "SELECT count(*)::int AS due FROM recourse.message WHERE state <> 'posted' OR shown < look";
  await eventually('all messages to be in Slack', async () => {
    const [row] = await asSuperuser(stage, sql, 'recourse');
    return row?.['due'] === 0;
  });
  const kept = await asSuperuser(stage, 'SELECT channel, ts FROM recourse.message', 'recourse');
  const there = stage.world.slack.scene.messages.filter(({ ephemeralFor }) => ephemeralFor === undefined);
  const keys = there.flatMap((message) => keyOf(message) ?? []);
  if (new Set(keys).size !== keys.length) throw new Error('a message stands in Slack twice');
  const missing = kept.filter(({ ts }) => !there.some((message) => message.ts === ts));
  if (missing.length > 0) throw new Error(`${missing.length} messages are not in Slack`);
}

function keyOf({ metadata }: SlackMessage): string | undefined {
  const { event_payload: payload } = (metadata ?? {}) as { event_payload?: { key?: string } };
  return payload?.key;
}
