import type { Channel, Person, SlackMessage, SlackView } from '../shapes.ts';
import { publicMessage } from './lookup.ts';
import type { World } from './world.ts';

function who(world: World, person: Person): object {
  return { id: person.id, username: person.name, name: person.name, team_id: world.scene.team.id };
}

/** The fields that every interaction carries. */
export function interaction(world: World, type: string, person: Person, triggerId: string | undefined): object {
  const { team, app } = world.scene;
  return {
    type,
    user: who(world, person),
    api_app_id: app.id,
    token: 'local',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    ...(triggerId === undefined ? {} : { trigger_id: triggerId }),
  };
}

/** Where a click on a message happened. Of an ephemeral the app gets only the place, not the message. */
export function messagePlace(world: World, channel: Channel, message: SlackMessage): object {
  const ephemeral = message.ephemeralFor !== undefined;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
      ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
    },
    channel: { id: channel.id, name: channel.directWith === undefined ? channel.name : 'directmessage' },
    ...(ephemeral ? {} : { message: publicMessage(world, message) }),
    state: { values: {} },
  };
}

/** Where a click in a modal or on the Home tab happened. */
export function viewPlace(view: SlackView): object {
  return { container: { type: 'view', view_id: view.id }, view };
}

/** The payload of a slash command, flat and all text, as Slack sends it. */
export function commandPayload(
  world: World,
  person: Person,
  channel: Channel,
  line: { command: string; text: string; triggerId: string; responseUrl: string },
): Record<string, string> {
  const { team, app } = world.scene;
  return {
    token: 'local',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.directWith === undefined ? channel.name : 'directmessage',
    user_id: person.id,
    user_name: person.name,
    command: line.command,
    text: line.text,
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: line.responseUrl,
    trigger_id: line.triggerId,
  };
}
