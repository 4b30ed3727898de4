import type {
  Channel,
  Notice,
  Panel,
  Person,
  Shortcut,
  SlackMessage,
  SlackView,
  SlashCommand,
  UserGroup,
} from './shapes.ts';

/**
 * Everything that can be seen in the workspace. The server, every client and the page each hold one
 * and fold the same changes into it, so that they cannot disagree about what is on the screen.
 */
export interface Scene {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly app: AppIdentity;
  readonly commands: readonly SlashCommand[];
  readonly shortcuts: readonly Shortcut[];
  people: Person[];
  channels: Channel[];
  userGroups: UserGroup[];
  /** Posted messages and ephemerals of all conversations, oldest first. */
  messages: SlackMessage[];
  /** Open modals by person, the lowest first. */
  modals: Record<string, SlackView[]>;
  homes: Record<string, SlackView>;
  notices: Notice[];
  panel: Panel | null;
  botConnected: boolean;
}

export interface AppIdentity {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Whether the app has a Home tab, and whether people may write to it. */
  readonly homeTab: boolean;
  readonly writable: boolean;
  readonly botUserId: string;
  readonly botId: string;
}

/** One thing that happened on the screen. */
export type Change =
  | { readonly type: 'person'; readonly person: Person }
  | { readonly type: 'channel'; readonly channel: Channel }
  | { readonly type: 'message'; readonly message: SlackMessage }
  | { readonly type: 'message-removed'; readonly channel: string; readonly ts: string; readonly ephemeralFor?: string }
  | { readonly type: 'modals'; readonly user: string; readonly views: SlackView[] }
  | { readonly type: 'home'; readonly user: string; readonly view: SlackView }
  | { readonly type: 'notice'; readonly notice: Notice }
  | { readonly type: 'panel'; readonly panel: Panel | null }
  | { readonly type: 'panel-pressed'; readonly id: string }
  | { readonly type: 'bot-connected'; readonly connected: boolean };

const noticesKept = 200;

function upsert<T>(list: T[], item: T, same: (other: T) => boolean): void {
  const index = list.findIndex(same);
  if (index === -1) list.push(item);
  else list[index] = item;
}

function insertByTs(messages: SlackMessage[], message: SlackMessage): void {
  const index = messages.findIndex((other) => sameMessage(other, message));
  if (index !== -1) messages[index] = message;
  else {
    const later = messages.findLastIndex((other) => other.ts <= message.ts);
    messages.splice(later + 1, 0, message);
  }
}

function sameMessage(one: SlackMessage, other: { channel: string; ts: string; ephemeralFor?: string }): boolean {
  return one.ts === other.ts && one.channel === other.channel && one.ephemeralFor === other.ephemeralFor;
}

type Fold = { readonly [T in Change['type']]: (scene: Scene, change: Extract<Change, { type: T }>) => void };

const folds: Fold = {
  person: (scene, { person }) => upsert(scene.people, person, (other) => other.id === person.id),
  channel: (scene, { channel }) => upsert(scene.channels, channel, (other) => other.id === channel.id),
  message: (scene, { message }) => insertByTs(scene.messages, message),
  'message-removed': (scene, change) => {
    scene.messages = scene.messages.filter((message) => !sameMessage(message, change));
  },
  modals: (scene, { user, views }) => {
    scene.modals[user] = views;
  },
  home: (scene, { user, view }) => {
    scene.homes[user] = view;
  },
  notice: (scene, { notice }) => {
    scene.notices = [...scene.notices, notice].slice(-noticesKept);
  },
  panel: (scene, { panel }) => {
    scene.panel = panel;
  },
  'panel-pressed': () => undefined,
  'bot-connected': (scene, { connected }) => {
    scene.botConnected = connected;
  },
};

/** Folds one change into the scene, in place. */
export function applyChange(scene: Scene, change: Change): void {
  const fold = folds[change.type] as (scene: Scene, change: Change) => void;
  fold(scene, change);
}

/** Whether a person may know of the change. */
export function isVisibleTo(user: string, scene: Scene, change: Change): boolean {
  switch (change.type) {
    case 'modals':
    case 'home':
      return change.user === user;
    case 'notice':
      return change.notice.user === user;
    case 'channel':
      return mayRead(user, change.channel);
    case 'message':
      return messageIsVisible(user, scene, change.message);
    case 'message-removed':
      return (change.ephemeralFor ?? user) === user;
    default:
      return true;
  }
}

/** The part of the scene that one person sees. */
export function sceneOf(user: string, scene: Scene): Scene {
  return {
    ...scene,
    channels: scene.channels.filter((channel) => mayRead(user, channel)),
    messages: scene.messages.filter((message) => messageIsVisible(user, scene, message)),
    modals: { [user]: scene.modals[user] ?? [] },
    homes: Object.fromEntries(Object.entries(scene.homes).filter(([owner]) => owner === user)),
    notices: scene.notices.filter((notice) => notice.user === user),
  };
}

function mayRead(user: string, channel: Channel): boolean {
  return (channel.isPrivate !== true && channel.directWith === undefined) || channel.members.includes(user);
}

function messageIsVisible(user: string, scene: Scene, message: SlackMessage): boolean {
  if (message.ephemeralFor !== undefined) return message.ephemeralFor === user;
  const channel = scene.channels.find((each) => each.id === message.channel);
  return channel === undefined || mayRead(user, channel);
}
