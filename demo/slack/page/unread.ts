import { type Scene, sceneOf } from '../scene.ts';
import type { SlackMessage } from '../shapes.ts';

const keyOf = (user: string, channel: string) => `read ${user} ${channel}`;

/** Remembers that a person has seen everything in a channel up to `ts`. */
export function markRead(user: string, channel: string, ts: string): void {
  const key = keyOf(user, channel);
  if ((localStorage.getItem(key) ?? '') < ts) localStorage.setItem(key, ts);
}

/** What a person has not seen in a channel: how much, and how much of it calls them by name. */
export interface Unread {
  readonly count: number;
  readonly calls: number;
}

/** Counts a channel's unread messages for a person whose scene this is. */
export function unreadIn(scene: Scene, user: string, channel: string): Unread {
  const read = localStorage.getItem(keyOf(user, channel)) ?? '';
  const isNew = (message: SlackMessage) => message.channel === channel && message.ts > read && message.user !== user;
  // A reply in a thread is news in its channel only for those whom it calls.
  const isHeard = (message: SlackMessage) =>
    message.thread_ts === undefined || message.thread_ts === message.ts || callsPerson(scene, message, user);
  const news = scene.messages.filter((message) => isNew(message) && isHeard(message));
  const direct = scene.channels.find((each) => each.id === channel)?.directWith === user;
  const calls = direct ? news : news.filter((message) => callsPerson(scene, message, user));
  return { count: news.length, calls: calls.length };
}

function callsPerson(scene: Scene, message: SlackMessage, user: string): boolean {
  if (message.ephemeralFor === user) return true;
  const groups = scene.userGroups.filter((group) => group.users.includes(user)).map((group) => `<!subteam^${group.id}`);
  const calls = [`<@${user}`, '<!channel', '<!here', '<!everyone', ...groups];
  const said = message.text + JSON.stringify(message.blocks ?? []);
  return calls.some((call) => said.includes(call));
}

/** How much calls for a person's attention anywhere; the scene may be everybody's. */
export function callsFor(everything: Scene, user: string): number {
  const scene = sceneOf(user, everything);
  return scene.channels
    .filter((channel) => channel.members.includes(user))
    .reduce((sum, channel) => sum + unreadIn(scene, user, channel.id).calls, 0);
}
