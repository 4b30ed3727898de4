import type { Channel, Person } from '../../shapes.ts';
import type { Ack } from '../delivery.ts';
import { channelOf, personOf } from '../lookup.ts';
import { newId, show, type World } from '../world.ts';

/** What an act of a person led to. */
export interface ActResult {
  /** Whether the app acknowledged in time; `not-sent` when there was nothing to send. */
  readonly outcome: Ack['outcome'] | 'not-sent';
  /** Milliseconds between sending and the end of waiting. */
  readonly tookMs: number;
  /** The timestamp of the message that the act made. */
  readonly ts?: string;
  /** Mistakes in a submitted form, by block id. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** The acting person and where they act. Throws when they could not do so in Slack. */
export function actor(world: World, user: string, channelId: string): { person: Person; channel: Channel } {
  const person = activePerson(world, user);
  const channel = channelOf(world, channelId);
  if (!channel.members.includes(user)) throw new Error(`${person.realName} is not in ${channel.name}`);
  return { person, channel };
}

/** A person who may still act. Throws for deactivated people. */
export function activePerson(world: World, user: string): Person {
  const person = personOf(world, user);
  if (person.deactivated === true) throw new Error(`${person.realName} is deactivated and cannot act`);
  return person;
}

/** Measures how long the app took. */
export async function timed(world: World, ack: Promise<Ack>): Promise<{ ack: Ack; result: ActResult }> {
  const from = world.now();
  const settled = await ack;
  return { ack: settled, result: { outcome: settled.outcome, tookMs: world.now() - from } };
}

/** Slack itself tells one person something, at a message, a button or a view. */
export function notify(
  world: World,
  user: string,
  text: string,
  place: { channel?: string; messageTs?: string; actionId?: string; viewId?: string },
): void {
  show(world, { type: 'notice', notice: { id: newId('N'), user, text, ...place } });
}
