import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Secret } from '../../domain/secret.ts';
import { countInFlight, type InFlight } from './in-flight.ts';
import { keepConnected } from './keep-connected.ts';
import { type SlackLog, slackLogger } from './slack-log.ts';
import { webClientOptions } from './web-client.ts';

/** How requests reach us: over a socket that we open, or signed over HTTP. The handlers are the same. */
export type SlackMode =
  | { readonly kind: 'socket'; readonly appToken: Secret }
  | { readonly kind: 'http'; readonly signingSecret: Secret; readonly port: number; readonly host?: string };

export interface SlackAppWishes {
  readonly botToken: Secret;
  readonly mode: SlackMode;
  /** Null is Slack itself. */
  readonly apiUrl: string | null;
  readonly log: SlackLog;
}

/** A Bolt app with an end: what runs is counted, and can be waited for. */
export interface SlackApp {
  readonly app: App;
  /**
   * Starts to listen. In Socket Mode this waits, and tries again, until Slack is reached.
   *
   * @returns the port in HTTP mode, null in Socket Mode
   */
  start(): Promise<number | null>;
  /** Whether requests can reach us now. */
  isConnected(): boolean;
  readonly inFlight: InFlight;
  /** Takes no more requests, then waits for those that run, at most `deadlineMs`. Returns how many were left running. */
  drain(deadlineMs: number): Promise<number>;
}

/** Retries for answers to people: few, because they are waiting. */
const ANSWER_RETRIES = 2;

/** Makes the app. Nothing is sent or opened before `start`. */
export function createSlackApp(wishes: SlackAppWishes): SlackApp {
  const line = wishes.mode.kind === 'socket' ? socketLine(wishes, wishes.mode) : httpLine(wishes, wishes.mode);
  const botToken = wishes.botToken.reveal();
  const app = new App({
    receiver: line.receiver,
    logger: slackLogger(wishes.log),
    clientOptions: webClientOptions(wishes, ANSWER_RETRIES),
    // One workspace, one token: asking Slack who we are before every first request could only fail.
    authorize: async () => ({ botToken }),
    ignoreSelf: false, // needs our user id, and guards against our own messages, which we do not subscribe to
    convoStore: false,
  });
  const inFlight = countInFlight(app);
  return {
    app,
    inFlight,
    start: () => line.start(app),
    isConnected: line.isConnected,
    drain: async (deadlineMs) => {
      await line.stop();
      return inFlight.settled(deadlineMs);
    },
  };
}

interface Line {
  readonly receiver: SocketModeReceiver | HTTPReceiver;
  start(app: App): Promise<number | null>;
  isConnected(): boolean;
  stop(): Promise<void>;
}

/** A busy machine answers pings late; that is no reason to drop the line. */
const PONG_WITHIN_MS = 15_000;

/**
 * The receiver is built here and not by App: App would share its client options with the socket, which sets 100 retries
 * in them for every listener.
 */
function socketLine(wishes: SlackAppWishes, mode: Extract<SlackMode, { kind: 'socket' }>): Line {
  const receiver = new SocketModeReceiver({
    appToken: mode.appToken.reveal(),
    logger: slackLogger(wishes.log),
    autoReconnectEnabled: false,
    clientPingTimeout: PONG_WITHIN_MS,
    installerOptions: { clientOptions: webClientOptions(wishes, 0) },
  });
  const connection = keepConnected(receiver, wishes.log);
  return {
    receiver,
    isConnected: connection.isOpen,
    start: async () => {
      await connection.open();
      return null;
    },
    stop: connection.close,
  };
}

function httpLine({ log }: SlackAppWishes, mode: Extract<SlackMode, { kind: 'http' }>): Line {
  const receiver = new HTTPReceiver({
    signingSecret: mode.signingSecret.reveal(),
    endpoints: '/slack/events',
    logger: slackLogger(log),
  });
  let listening = false;
  return {
    receiver,
    isConnected: () => listening,
    start: async (app) => {
      const server = await app.start({ port: mode.port, host: mode.host ?? '127.0.0.1' } as never);
      listening = true;
      const address = 'address' in server ? server.address() : null;
      return typeof address === 'object' && address !== null ? address.port : mode.port;
    },
    stop: async () => {
      if (!listening) return;
      listening = false;
      await receiver.stop();
    },
  };
}
