import { setTimeout as wait } from 'node:timers/promises';
import type { RunningService } from '../../demo/host/example-service.ts';
import type { CrashWorld } from './crash-world.ts';
import { keyOf } from './message-keys.ts';
import { areSpent, giveOrders, type Orders } from './orders.ts';
import type { CrashPoint } from './points.ts';

/** Says afterwards whether anybody came to the point. */
export interface Strike {
  arm(): void;
  hasHit(): boolean;
}

const LOOK_MS = 10;

/** Sees to it that a bot dies (or falls asleep) at a point, from the moment on in which it is armed. */
export function strikeAt(at: CrashWorld<RunningService>, { moment }: CrashPoint, deed: Orders['deed']): Strike {
  if (moment.at === 'unanswered') return strikeUnanswered(at, moment.nth);
  let armed = false;
  return {
    arm() {
      giveOrders(at.world.folder, { ...moment, deed });
      armed = true;
    },
    hasHit: () => armed && areSpent(at.world.folder),
  };
}

/** Slack takes the nth message of the incident and gives no answer; whoever waits for it dies not knowing. */
function strikeUnanswered(at: CrashWorld<RunningService>, nth: number): Strike {
  let hit = false;
  const { slack } = at.world;
  const strike = async (known: number) => {
    while (countMessages(at) < known + nth - 1) await wait(LOOK_MS);
    await slack.faults.hang({ method: 'chat.postMessage' });
    while (!(await wasTaken(at))) await wait(LOOK_MS);
    for (const { pid } of at.bots()) process.kill(pid, 'SIGKILL');
    hit = true;
  };
  return {
    arm() {
      strike(countMessages(at)).catch(() => undefined); // then nobody was hit, which is what is reported
    },
    hasHit: () => hit,
  };
}

function countMessages({ world }: CrashWorld<RunningService>): number {
  return world.slack.scene.messages.filter((message) => keyOf(message) !== null).length;
}

/** The switches answer with what is still to come; the limit on messages stays off. */
async function wasTaken({ world }: CrashWorld<RunningService>): Promise<boolean> {
  const { answers } = await world.slack.faults.messageBurst(0);
  return answers.every(({ calls }) => calls === 0);
}
