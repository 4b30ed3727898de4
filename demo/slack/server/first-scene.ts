import type { AppIdentity, Scene } from '../scene.ts';
import type { Channel, Person, Workspace } from '../shapes.ts';

/** The scene of a workspace that has just been created and into which the app has just been installed. */
export function firstScene(workspace: Workspace): Scene {
  const app = appOf(workspace);
  return {
    team: workspace.team,
    app,
    commands: workspace.manifest.features?.slash_commands ?? [],
    shortcuts: workspace.manifest.features?.shortcuts ?? [],
    people: [...workspace.people, botUser(app)],
    channels: [
      ...workspace.channels.map((channel) => withBot(channel, workspace, app)),
      ...workspace.people.map((person) => directChannel(person, app)),
    ],
    userGroups: [...workspace.userGroups],
    messages: [],
    modals: {},
    homes: {},
    notices: [],
    panel: null,
    botConnected: false,
  };
}

function appOf(workspace: Workspace): AppIdentity {
  const { display_information: about, features } = workspace.manifest;
  return {
    id: 'A0LOCALAPP',
    name: features?.bot_user?.display_name ?? about.name,
    description: about.description ?? '',
    homeTab: features?.app_home?.home_tab_enabled ?? true,
    writable: features?.app_home?.messages_tab_read_only_enabled !== true,
    botUserId: 'U0LOCALBOT',
    botId: 'B0LOCALBOT',
  };
}

function botUser(app: AppIdentity): Person {
  return { id: app.botUserId, name: app.name.toLowerCase(), realName: app.name, tz: 'UTC', isBot: true };
}

function withBot(channel: Channel, workspace: Workspace, app: AppIdentity): Channel {
  return workspace.botIn.includes(channel.id) ? { ...channel, members: [...channel.members, app.botUserId] } : channel;
}

function directChannel(person: Person, app: AppIdentity): Channel {
  const id = `D${person.id.slice(1)}`;
  return { id, name: person.name, directWith: person.id, members: [person.id, app.botUserId] };
}
