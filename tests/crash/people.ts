import { setTimeout as wait } from 'node:timers/promises';
import type { RunningService } from '../../demo/host/example-service.ts';
import { demoChannels, demoPeople } from '../../demo/slack/preset.ts';
import { visibleText } from '../../demo/slack/reading.ts';
import type { SlackMessage, SlackView } from '../../demo/slack/shapes.ts';
import { closeIncident, declareIncident, pressApprove } from '../../demo/stories/acts.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { cardKey } from '../../src/domain/message-keys.ts';
import { heldSwitches } from '../../src/domain/switches.ts';
import type { CrashWorld } from './crash-world.ts';
import { keyOf } from './message-keys.ts';
import type { AnyRoad, Road } from './roads.ts';

/** Nothing in this small world stands still for longer than this; a dead sender is taken over after a minute. */
const PATIENCE_MS = 90_000;
const LOOK_MS = 50;
/** Who has seen nothing happen for so long asks again. */
const ANSWER_MS = 8_000;
const SETTLED_MS = 1_500;
const SOON = { timeoutMs: 20_000 };

type Place = CrashWorld<RunningService>;

const seen = { seen: 'GET /api/prompts answers 500 since the release.', errorOutput: '42703', correlationIds: '' };

/**
 * Three people see an incident through, from declaration to close, whatever becomes of the bot in between: who gets no
 * answer looks what has become of it, and asks again where nothing has. `arm` is called before the last leg.
 */
export async function seeThrough(at: Place, road: AnyRoad, arm: () => void): Promise<IncidentId> {
  if (road.legs.length === 1 && road.legs[0] === null) arm();
  const id = await tryUntil(
    at,
    'declared',
    () => declareIncident(at.world, seen, road.declared),
    () => liveIncident(at),
  );
  for (const [index, leg] of road.legs.entries()) {
    const isProposed = index === 0 || leg === 'follows';
    await untilSeen(at, 'ready to be decided on', phaseIs(at, id, isProposed ? 'deciding' : 'recovered'));
    if (index === lastChosen(road) && leg !== null) arm();
    await takeLeg(at, id, leg);
    await untilSeen(at, 'recovered', recoveredTimes(at, id, index + 1));
  }
  const closing = async () =>
    closeIncident(at.world, id, 'The migration deleted by a wrong condition.', await askedAtClose(at, id, road));
  await tryUntil(at, 'closed', closing, phaseIs(at, id, 'closed'));
  await untilSeen(at, 'reported in a file', isReported(at, id));
  return id;
}

/** The last thing that an incident does by itself: its post-mortem is in the channel. */
function isReported(at: Place, id: IncidentId) {
  return async () => {
    const standing = (await at.journal.incident(id))?.dispatches['postmortem/file']?.standing;
    return standing === 'done' || standing === 'unknown' ? id : null;
  };
}

async function takeLeg(at: Place, id: IncidentId, leg: Road['legs'][number]): Promise<void> {
  if (leg !== null && leg !== 'follows') {
    const isChosen = async () => ((await at.journal.incident(id))?.choice.path === leg['path'] ? id : null);
    await tryUntil(at, 'another way chosen', () => choosePath(at, id, leg), isChosen);
    await untilSeen(at, 'ready to be decided on', phaseIs(at, id, 'deciding'));
  }
  await tryUntil(at, 'approved', () => approveCard(at, id), isApproved(at, id));
}

/** By the time somebody looks, what was approved may be over, and the next may be proposed. */
function isApproved(at: Place, id: IncidentId) {
  let proposed: number | undefined;
  return async () => {
    const incident = await at.journal.incident(id);
    refuseStuck(incident);
    proposed ??= incident?.lastRevision;
    const isOver = incident !== null && incident.lastRevision !== proposed;
    return isOver || incident?.phase === 'executing' || incident?.phase === 'recovered' ? id : null;
  };
}

/** The form asks only about what is still off: a bot that died in the closing may have put it back already. */
async function askedAtClose(at: Place, id: IncidentId, { closing = {} }: AnyRoad): Promise<Record<string, string>> {
  const incident = await at.journal.incident(id);
  const isOff: Readonly<Record<string, boolean>> = {
    'auto-deploys': Object.keys(incident?.autoDeploys ?? {}).length > 0,
    switches: heldSwitches(incident?.switches ?? {}).length > 0,
  };
  return Object.fromEntries(Object.entries(closing).filter(([field]) => isOff[field] ?? true));
}

/** What follows a leg by itself is disturbed together with it. */
function lastChosen({ legs }: AnyRoad): number {
  return legs.findLastIndex((leg) => leg !== 'follows');
}

/** What follows by itself begins at once: that it had recovered before stands in its turns. */
function recoveredTimes(at: Place, id: IncidentId, times: number) {
  return async () => {
    const incident = await at.journal.incident(id);
    refuseStuck(incident);
    return (incident?.turns ?? []).filter(({ phase }) => phase === 'recovered').length >= times ? id : null;
  };
}

function phaseIs(at: Place, id: IncidentId, ...phases: Incident['phase'][]) {
  return async () => {
    const incident = await at.journal.incident(id);
    refuseStuck(incident);
    return incident !== null && phases.includes(incident.phase) ? id : null;
  };
}

async function choosePath(at: Place, id: IncidentId, entries: Readonly<Record<string, string>>): Promise<void> {
  const { slack } = at.world;
  const decider = deciderOf(at);
  await slack.as(decider).click(await messageWith(at, id, 'choose-path'), 'choose-path');
  const form = await slack.waitForView(decider, 'Why this one?', SOON);
  await slack.as(decider).submit(form, entries);
  await slack.waitForNoView(decider, SOON);
}

/** What destroys nothing asks for no name to be typed. */
async function approveCard(at: Place, id: IncidentId): Promise<void> {
  const { slack } = at.world;
  const decider = deciderOf(at);
  const { name } = at.world.example;
  await pressApprove(at.world, decider, await messageWith(at, id, 'approve'));
  const form = await slack.waitForView(decider, isRead, SOON);
  const typed = visibleText(form).includes(`Type ${name}`) ? { typed: name } : {};
  const { errors } = await slack.as(decider).submit(form, typed);
  if (errors !== undefined) throw new Error(`the vote was refused: ${JSON.stringify(errors)}`);
  await slack.waitForNoView(decider, SOON);
}

/** Whom this team's policy lets decide first. */
const deciderOf = ({ world }: Place) => world.example.decider.id;

async function liveIncident({ store }: Place): Promise<IncidentId | null> {
  const [line] = await store.entries.list({ liveOnly: true, limit: 1 });
  return line?.id ?? null;
}

/** Acts, looks whether it led anywhere, and acts again: an answer that was lost says nothing about the act. */
async function tryUntil<Result>(
  at: Place,
  what: string,
  act: () => Promise<unknown>,
  look: () => Promise<Result | null>,
): Promise<Result> {
  const isPatient = patienceWith(at);
  let trouble: unknown;
  while (await isPatient()) {
    await at.keepUp();
    await closeForms(at);
    const noted = act().catch((error: unknown) => {
      trouble = error;
    });
    // A form closes before the journal has what was sent: who has just pressed looks for a moment before asking again.
    const acted = Promise.race([noted.then(() => wait(SETTLED_MS)), wait(ANSWER_MS)]).then(() => true);
    const found = await lookWhile(at, acted, look);
    if (found !== null) return found;
  }
  throw new Error(`not ${what}, and no entry for ${PATIENCE_MS} ms; the last trouble: ${String(trouble)}`);
}

/** Keeps bots alive and looks until the act has ended, and once more after it. */
async function lookWhile<Result>(
  at: Place,
  acted: Promise<boolean>,
  look: () => Promise<Result | null>,
): Promise<Result | null> {
  for (;;) {
    const ended = await Promise.race([acted, wait(LOOK_MS).then(() => false)]);
    await at.keepUp();
    const found = await look();
    if (found !== null || ended) return found;
  }
}

async function untilSeen<Result>(at: Place, what: string, look: () => Promise<Result | null>): Promise<Result> {
  const isPatient = patienceWith(at);
  while (await isPatient()) {
    await at.keepUp();
    const found = await look();
    if (found !== null) return found;
    await wait(LOOK_MS);
  }
  throw new Error(`not ${what}, and no entry for ${PATIENCE_MS} ms`);
}

/** As long as the newest journal grows, it may take as long as it likes. */
function patienceWith({ store, journal }: Place): () => Promise<boolean> {
  let newest = '';
  let since = performance.now();
  return async () => {
    const [line] = await store.entries.list({ liveOnly: false, limit: 1 });
    const head = line === undefined ? '' : `${line.id}/${(await journal.incident(line.id))?.head.n}`;
    if (head !== newest) since = performance.now();
    newest = head;
    return performance.now() - since < PATIENCE_MS;
  };
}

/** A step that waits for a person is no recovery: in this world every step can tell what became of it. */
function refuseStuck(incident: Incident | null): void {
  const stuck = Object.values(incident?.steps ?? {}).find(({ status }) => status === 'failed' || status === 'unknown');
  if (stuck === undefined) return;
  throw new Error(`${stuck.name} is ${stuck.status}: ${stuck.error?.say ?? stuck.progress ?? 'no reason'}`);
}

async function closeForms({ world }: Place): Promise<void> {
  for (const { id } of Object.values(demoPeople)) {
    const [lowest] = world.slack.scene.modals[id] ?? [];
    if (lowest !== undefined) await world.slack.as(id).close(lowest, { clear: true });
  }
}

/** Before it there is a window that says that the plan is being read. */
const isRead = (view: SlackView) => !visibleText(view).includes('Reading the plan');

/** The newest message of the incident with this button; a vote's has to be the card. */
function messageWith({ world }: Place, id: IncidentId, action: string): Promise<SlackMessage> {
  const fits = (message: SlackMessage) => {
    const drawn = JSON.stringify(message.blocks ?? []);
    const isCard = action !== 'approve' || keyOf(message) === cardKey(id);
    return isCard && drawn.includes(`"action_id":"${action}"`) && drawn.includes(id);
  };
  return world.slack.waitForMessage(demoChannels.operations.id, fits, SOON);
}
