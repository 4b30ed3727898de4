import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { later, show, type World } from './world.ts';

/** One Socket Mode connection of the bot. */
export interface BotSocket {
  readonly socket: WebSocket;
  readonly ping: NodeJS.Timeout;
}

/** An envelope that has been sent and not yet acknowledged. */
export interface WaitingEnvelope {
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly settle: (ack: SocketAck) => void;
}

export type SocketAck =
  | { readonly outcome: 'acked'; readonly payload: unknown }
  | { readonly outcome: 'timeout' | 'not-connected' };

export interface Envelope {
  readonly type: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: unknown;
  readonly retryAttempt: number;
  readonly retryReason: string;
}

const pingEveryMs = 10_000;
/** Slack allows ten connections per app. */
const mostConnections = 10;

/** Greets a new connection and listens to its acknowledgements until it closes. */
export function acceptSocket(world: World, socket: WebSocket): void {
  if (world.sockets.length >= mostConnections) {
    socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
    socket.close();
    return;
  }
  const connection: BotSocket = { socket, ping: setInterval(() => socket.ping(), pingEveryMs) };
  world.sockets.push(connection);
  socket.on('message', (data) => hear(world, String(data)));
  socket.on('close', () => forget(world, connection));
  socket.on('error', () => socket.terminate());
  socket.send(JSON.stringify(hello(world)));
  show(world, { type: 'bot-connected', connected: true });
}

function hello(world: World): object {
  return {
    type: 'hello',
    num_connections: world.sockets.length,
    debug_info: { host: 'local-slack', build_number: 1, approximate_connection_time: 18_060 },
    connection_info: { app_id: world.scene.app.id },
  };
}

function forget(world: World, connection: BotSocket): void {
  clearInterval(connection.ping);
  world.sockets.splice(world.sockets.indexOf(connection), 1);
  show(world, { type: 'bot-connected', connected: world.sockets.length > 0 });
}

function hear(world: World, data: string): void {
  const { envelope_id: id, payload } = JSON.parse(data) as { envelope_id?: string; payload?: unknown };
  world.waiting.get(id ?? '')?.settle({ outcome: 'acked', payload });
}

/** Sends one envelope to one of the connections, in turn, and waits at most 3 s for its acknowledgement. */
export function sendEnvelope(world: World, envelope: Envelope): Promise<SocketAck> {
  const connection = world.sockets.shift();
  if (connection === undefined) return Promise.resolve({ outcome: 'not-connected' });
  world.sockets.push(connection);
  const id = randomUUID();
  const acknowledged = awaitAck(world, id);
  const retry = { retry_attempt: envelope.retryAttempt, retry_reason: envelope.retryReason };
  connection.socket.send(
    JSON.stringify({
      envelope_id: id,
      type: envelope.type,
      payload: envelope.payload,
      accepts_response_payload: envelope.type !== 'events_api',
      ...(envelope.type === 'events_api' ? retry : {}),
    }),
  );
  return acknowledged;
}

function awaitAck(world: World, id: string): Promise<SocketAck> {
  const { promise, resolve } = Promise.withResolvers<SocketAck>();
  const timer = later(world, world.timing.ackMs, () => settle({ outcome: 'timeout' }));
  const settle = (ack: SocketAck) => {
    clearTimeout(timer);
    world.timers.delete(timer);
    world.waiting.delete(id);
    resolve(ack);
  };
  world.waiting.set(id, { sentAt: world.now(), settle });
  return promise;
}

/** Tells the bot's connections that they will be closed, as Slack does every few hours. */
export function refreshSockets(world: World, reason: 'warning' | 'refresh_requested'): void {
  const debug = { host: 'local-slack' };
  for (const { socket } of world.sockets)
    socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: debug }));
}

/** Cuts up to `count` connections without a word. Returns how many there were to cut. */
export function cutSockets(world: World, count: number): number {
  const cut = world.sockets.slice(0, count);
  for (const { socket } of cut) socket.terminate();
  return cut.length;
}
