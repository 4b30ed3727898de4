import type { Drawn } from '../blocks/kit/drawn.ts';
import { whisper } from './answer.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';

/** One message that says how far something is, until it says what came of it. */
export interface ProgressMessage {
  /** Seldom enough for Slack: what comes too soon after the last change is passed over. */
  tell(drawn: Drawn): void;
  end(drawn: Drawn): Promise<void>;
}

/** Slack takes about fifty changes a minute of all messages together; a person reads fewer. */
const CHANGE_EVERY_MS = 3_000;

/**
 * Posts it where the person asked, for everybody there: a backup concerns the channel. Where Recourse may not post, only
 * the person is told, at the beginning and at the end.
 */
export async function openProgress(desk: Desk, heard: Heard, first: Drawn): Promise<ProgressMessage> {
  const posted = await post(desk, heard, first);
  if (posted === null) {
    await whisper(desk, heard, first);
    return { tell: () => undefined, end: (drawn) => whisper(desk, heard, drawn) };
  }
  return changing(desk, heard, posted);
}

interface Posted {
  readonly channel: string;
  readonly ts: string;
}

async function post(desk: Desk, { client, channel, asking }: Heard, { text, blocks }: Drawn): Promise<Posted | null> {
  if (channel === null) return null;
  try {
    const { ts } = await client.chat.postMessage({ channel, text, blocks: [...blocks] });
    return ts === undefined ? null : { channel, ts };
  } catch (error) {
    desk.log.warn({ once: asking.once, cause: String(error) }, 'progress can only be told to the person who asked');
    return null;
  }
}

function changing(desk: Desk, heard: Heard, at: Posted): ProgressMessage {
  let changedAt = desk.now().getTime();
  let underWay: Promise<boolean> = Promise.resolve(true);
  const change = async ({ text, blocks }: Drawn): Promise<boolean> => {
    try {
      await heard.client.chat.update({ ...at, text, blocks: [...blocks] });
      return true;
    } catch (error) {
      desk.log.warn({ once: heard.asking.once, cause: String(error) }, 'a progress message could not be changed');
      return false;
    }
  };
  return {
    tell: (drawn) => {
      const now = desk.now().getTime();
      if (now - changedAt < CHANGE_EVERY_MS) return;
      changedAt = now;
      underWay = underWay.then(() => change(drawn));
    },
    end: async (drawn) => {
      await underWay;
      if (!(await change(drawn))) await whisper(desk, heard, drawn);
    },
  };
}
