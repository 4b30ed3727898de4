import { randomUUID } from 'node:crypto';
import type { Delivery } from '../shapes.ts';
import { takeOne } from './faults.ts';
import { type HttpAck, postSigned } from './signed-http.ts';
import { type Envelope, sendEnvelope } from './socket-mode.ts';
import { later, newId, type World } from './world.ts';

/** What became of a payload: acknowledged with an answer, or not. */
export type Ack =
  | { readonly outcome: 'acked'; readonly payload: unknown }
  | { readonly outcome: 'timeout' | 'not-connected' | 'refused' | 'ack-dropped' };

const deliveriesKept = 20_000;

/**
 * Sends one command or interaction to the app and waits for its acknowledgement. It is never retried: a lost
 * acknowledgement is a lost click. With the duplicates fault the same payload is sent a second time.
 */
export function deliver(
  world: World,
  type: 'slash_commands' | 'interactive',
  payload: unknown,
  what: string,
): Promise<Ack> {
  const envelope = { type, payload, retryAttempt: 0, retryReason: '' };
  const first = send(world, envelope, what);
  if (takeOne(world.faults, 'duplicates')) void send(world, envelope, what);
  return first;
}

/** Sends one event, if the app subscribed to it, and retries it about at once, after 1 and after 5 minutes. */
export async function deliverEvent(world: World, subscription: string, event: Record<string, unknown>): Promise<Ack> {
  if (!world.botEvents.has(subscription)) return { outcome: 'acked', payload: undefined };
  const envelope: Envelope = { type: 'events_api', payload: eventBody(world, event), retryAttempt: 0, retryReason: '' };
  if (takeOne(world.faults, 'duplicates')) void send(world, envelope, subscription);
  const ack = await send(world, envelope, subscription);
  retry(world, envelope, subscription, ack);
  return ack;
}

function retry(world: World, envelope: Envelope, what: string, ack: Ack): void {
  const pauseMs = world.timing.eventRetriesMs[envelope.retryAttempt];
  if (ack.outcome === 'acked' || pauseMs === undefined) return;
  const next = { ...envelope, retryAttempt: envelope.retryAttempt + 1, retryReason: retryReason(world, ack) };
  later(world, pauseMs, () => {
    void send(world, next, what).then((answer) => retry(world, next, what, answer));
  });
}

function retryReason(world: World, ack: Ack): string {
  if (world.requestUrl === undefined) return 'timeout';
  if (ack.outcome === 'refused') return 'http_error';
  return ack.outcome === 'not-connected' ? 'connection_failed' : 'http_timeout';
}

function eventBody(world: World, event: Record<string, unknown>): object {
  const { team, app } = world.scene;
  return {
    token: 'local',
    team_id: team.id,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: newId('Ev'),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [{ enterprise_id: null, team_id: team.id, user_id: app.botUserId, is_bot: true }],
    is_ext_shared_channel: false,
  };
}

async function send(world: World, envelope: Envelope, what: string): Promise<Ack> {
  const record = begin(world, envelope, what);
  const ack = await transmit(world, envelope);
  const dropped = ack.outcome === 'acked' && takeOne(world.faults, 'dropAcks');
  const result: Ack = dropped ? { outcome: 'ack-dropped' } : ack;
  finish(world, record, result);
  if (!dropped) return result;
  // The app believes that it has acknowledged; the person waits in vain until the 3 s are over.
  const { promise, resolve } = Promise.withResolvers<void>();
  later(world, Math.max(0, record.sentAt + world.timing.ackMs - world.now()), resolve);
  await promise;
  return result;
}

function transmit(world: World, envelope: Envelope): Promise<HttpAck> {
  if (world.faults.outage !== 'none') return Promise.resolve({ outcome: 'not-connected' });
  return world.requestUrl === undefined ? sendEnvelope(world, envelope) : postSigned(world, world.requestUrl, envelope);
}

function begin(world: World, envelope: Envelope, what: string): Delivery {
  const sent: Delivery = {
    id: randomUUID(),
    kind: envelope.type,
    what,
    attempt: envelope.retryAttempt,
    sentAt: world.now(),
    outcome: 'waiting',
  };
  world.deliveries.push(sent);
  if (world.deliveries.length > deliveriesKept) world.deliveries.splice(0, deliveriesKept / 2);
  return sent;
}

function finish(world: World, record: Delivery, ack: Ack): void {
  const index = world.deliveries.lastIndexOf(record);
  if (index === -1) return;
  const answered = ack.outcome === 'acked' || ack.outcome === 'ack-dropped';
  world.deliveries[index] = { ...record, outcome: ack.outcome, ...(answered ? { ackedAt: world.now() } : {}) };
}
