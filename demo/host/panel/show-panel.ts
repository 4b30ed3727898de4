import { demoChannels, demoPeople } from '../../slack/preset.ts';
import type { Scene } from '../../slack/scene.ts';
import type { SlackMessage } from '../../slack/shapes.ts';
import type { Mishap, RunningService } from '../example-service.ts';
import type { World } from '../world.ts';
import { drawPanel, panelButtons } from './draw-panel.ts';
import { newestIncident, saysBackupFinished } from './read-slack.ts';
import { isOver, type Seen } from './seen.ts';
import type { Shown } from './steps.ts';

/** Often enough to see the service fail and come back. */
const LOOK_MS = 1_000;
/** The longest patience with a backup that the panel set off. */
const BACKUP_MS = 180_000;

/** What only this panel knows of the round: instants in ms since 1970. */
interface Round {
  /** When the last round was over: backups after it belong to the next release. */
  overAt: number;
  releasedAt: number | null;
  releasing: boolean;
  backingUp: boolean;
  trouble: string | null;
  kills: number;
}

type AnyWorld = World<RunningService>;

/**
 * Leads a person through what goes wrong beside the Slack page, shows how the service does, and does what its buttons say.
 * `named` is one of the example's mishaps; without it, it is the first.
 */
export async function showPanel(world: AnyWorld, named?: string): Promise<() => void> {
  const { slack, example } = world;
  const mishap = mishapOf(world, named);
  const shown: Shown = { example, mishap };
  const round: Round = { overAt: 0, releasedAt: null, releasing: false, backingUp: false, trouble: null, kills: 0 };
  let stopped = false;

  const look = async () => {
    const seen = await see(world, round);
    if (stopped) return;
    if (round.releasedAt !== null && round.overAt < round.releasedAt && isOver(seen)) round.overAt = Date.now();
    await slack.setPanel(drawPanel(shown, seen));
  };
  /** Does what a button says; what goes wrong is told in the panel. */
  const onPress = (button: string, act: () => Promise<void>) =>
    slack.onPanel(button, () => {
      round.trouble = null;
      const done = act().catch((error: unknown) => {
        round.trouble = `That did not work: ${error instanceof Error ? error.message : String(error)}`;
      });
      void look().catch(() => undefined);
      void done.then(look).catch(() => undefined);
    });

  const stops = [
    onPress(panelButtons.backUp, () => backUp(world, round)),
    onPress(panelButtons.breakIt, () => release(world, mishap, round)),
    onPress(panelButtons.kill, async () => {
      round.kills += 1;
      await world.restartBot('SIGKILL');
    }),
  ];
  await look();
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
  return () => {
    stopped = true;
    clearInterval(timer);
    for (const stop of stops) stop();
  };
}

function mishapOf({ service, example }: AnyWorld, named: string | undefined): Mishap {
  const found = service.mishaps.find(({ name }) => named === undefined || name === named);
  if (found === undefined) throw new Error(`${example.name} has no mishap "${named}"`);
  return found;
}

async function see({ slack, service }: AnyWorld, round: Round): Promise<Seen> {
  const state = await service.look();
  const incident = round.releasedAt === null ? null : newestIncident(slack.scene, round.releasedAt);
  const backedUp = hasBackup(slack.scene, round);
  const over = isOver({ incident, service: state });
  // A new backup after the end of a round begins the next one.
  const next = over && round.overAt > 0 && (backedUp || round.backingUp);
  return {
    backup: round.backingUp ? 'running' : oneOf(backedUp, 'taken'),
    release: round.releasing ? 'running' : oneOf(round.releasedAt !== null && !next, 'out'),
    trouble: round.trouble,
    incident: next ? null : incident,
    service: state,
    bot: { connected: slack.scene.botConnected, kills: round.kills },
  };
}

function oneOf<Word extends string>(holds: boolean, word: Word): Word | 'none' {
  return holds ? word : 'none';
}

function hasBackup(scene: Scene, { overAt }: Round): boolean {
  return scene.messages.some((message) => saysBackupFinished(message, overAt));
}

/** As Sam, through Slack, as a person would; resolves when the bot says that it is finished. */
async function backUp({ slack, example }: AnyWorld, round: Round): Promise<void> {
  const from = Date.now();
  round.backingUp = true;
  try {
    await slack.as(demoPeople.onCall.id).command(demoChannels.operations.id, '/backup', `take ${example.name}`);
    const finished = (message: SlackMessage) => saysBackupFinished(message, from);
    await slack.waitForMessage(demoChannels.operations.id, finished, { timeoutMs: BACKUP_MS });
  } finally {
    round.backingUp = false;
  }
}

async function release(world: AnyWorld, mishap: Mishap, round: Round): Promise<void> {
  if (!hasBackup(world.slack.scene, round)) await backUp(world, round);
  round.releasing = true;
  try {
    const from = Date.now();
    await mishap.run();
    round.releasedAt = from;
  } finally {
    round.releasing = false;
  }
}
