import { setTimeout as wait } from 'node:timers/promises';
import { demoChannels, demoPeople } from '../../demo/slack/preset.ts';
import type { SlackMessage } from '../../demo/slack/shapes.ts';
import { approve, closeIncident, declareIncident } from '../../demo/stories/acts.ts';
import type { IncidentId } from '../../src/domain/ids.ts';
import type { Incident } from '../../src/domain/incident.ts';
import { cardKey } from '../../src/domain/message-keys.ts';
import type { CrashWorld } from './crash-world.ts';
import { keyOf } from './message-keys.ts';

/** Nothing in this small world stands still for longer than this, takeovers included. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;
/** Who has seen nothing happen for so long asks again. */
const ANSWER_MS = 8_000;

/**
 * Three people see an incident through, from declaration to close, whatever becomes of the bot in between: who gets no
 * answer looks what has become of it, and asks again where nothing has.
 */
export async function seeThrough(at: CrashWorld): Promise<IncidentId> {
  const seen = { seen: 'GET /api/prompts answers 500 since the release.', errorOutput: '42703', correlationIds: '' };
  const id = await tryUntil(
    at,
    'declared',
    () => declareIncident(at.world, seen),
    () => liveIncident(at),
  );
  const phaseIs =
    (...phases: Incident['phase'][]) =>
    async () => {
      const incident = await at.journal.incident(id);
      refuseStuck(incident);
      return incident !== null && phases.includes(incident.phase) ? id : null;
    };
  await untilSeen(at, 'ready to be decided on', phaseIs('deciding'));
  const approving = async () => approve(at.world, demoPeople.lead.id, await openCard(at, id));
  await tryUntil(at, 'approved', approving, phaseIs('executing', 'recovered'));
  await untilSeen(at, 'recovered', phaseIs('recovered'));
  const closing = () => closeIncident(at.world, id, 'The migration deleted by a wrong condition.');
  await tryUntil(at, 'closed', closing, phaseIs('closed'));
  return id;
}

async function liveIncident({ store }: CrashWorld): Promise<IncidentId | null> {
  const [line] = await store.entries.list({ liveOnly: true, limit: 1 });
  return line?.id ?? null;
}

/** Acts, looks whether it led anywhere, and acts again: an answer that was lost says nothing about the act. */
async function tryUntil<Result>(
  at: CrashWorld,
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
    const acted = Promise.race([noted, wait(ANSWER_MS)]).then(() => true);
    const found = await lookWhile(at, acted, look);
    if (found !== null) return found;
  }
  throw new Error(`not ${what}, and no entry for ${PATIENCE_MS} ms; the last trouble: ${String(trouble)}`);
}

/** Keeps bots alive and looks until the act has ended, and once more after it. */
async function lookWhile<Result>(
  at: CrashWorld,
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

async function untilSeen<Result>(at: CrashWorld, what: string, look: () => Promise<Result | null>): Promise<Result> {
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
function patienceWith({ store, journal }: CrashWorld): () => Promise<boolean> {
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

async function closeForms({ world }: CrashWorld): Promise<void> {
  for (const { id } of Object.values(demoPeople)) {
    const [lowest] = world.slack.scene.modals[id] ?? [];
    if (lowest !== undefined) await world.slack.as(id).close(lowest, { clear: true });
  }
}

function openCard({ world }: CrashWorld, id: IncidentId): Promise<SlackMessage> {
  const canApprove = (message: SlackMessage) =>
    keyOf(message) === cardKey(id) && JSON.stringify(message.blocks ?? []).includes('"action_id":"approve"');
  return world.slack.waitForMessage(demoChannels.operations.id, canApprove, { timeoutMs: 20_000 });
}
