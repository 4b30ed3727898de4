import type { SocketModeReceiver } from '@slack/bolt';
import type { SlackLog } from './slack-log.ts';

/** A socket that is opened again by itself. */
export interface Connection {
  /** Resolves with the first connection, however long Slack is away. */
  open(): Promise<void>;
  isOpen(): boolean;
  close(): Promise<void>;
}

/** Waits between attempts, in ms: at once after a connection that worked, then longer and longer. */
const WAITS_MS = [0, 250, 500, 1_000, 2_000, 5_000, 10_000];

/**
 * Reconnects in place of Slack's client, which is told not to. Its own way waits one ping timeout before each attempt,
 * five seconds of deafness at every refresh, and a failed attempt is a rejection that nobody handles and that ends the
 * process.
 */
export function keepConnected(receiver: Pick<SocketModeReceiver, 'client'>, log: SlackLog): Connection {
  const { client } = receiver;
  let wanted = false;
  let connected = false;
  let connecting = false;
  let waiting: { readonly timer: NodeJS.Timeout; readonly end: () => void } | null = null;

  client.on('connected', () => {
    connected = true;
    log.info({}, 'connected to Slack');
  });
  client.on('disconnected', () => {
    if (connected && wanted) log.warn({}, 'the connection to Slack was lost; it is opened again by itself');
    connected = false;
    if (wanted && !connecting) void connect();
  });

  async function connect(): Promise<void> {
    connecting = true;
    for (let attempt = 0; wanted && !connected; attempt += 1) {
      await wait(WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)] ?? 0);
      if (!wanted) break;
      try {
        await client.start();
      } catch (error) {
        log.warn({ attempt: attempt + 1, cause: String(error) }, 'Slack could not be reached; it is tried again');
      }
    }
    connecting = false;
  }

  function wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      waiting = { timer: setTimeout(resolve, ms), end: resolve };
    });
  }

  return {
    open: () => {
      wanted = true;
      return connect();
    },
    isOpen: () => connected,
    close: async () => {
      wanted = false;
      if (waiting !== null) {
        clearTimeout(waiting.timer);
        waiting.end();
      }
      if (connected) await client.disconnect();
    },
  };
}
