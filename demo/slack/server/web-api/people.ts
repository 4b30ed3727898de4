import type { Person } from '../../shapes.ts';
import { type Args, pageOf, text } from '../arguments.ts';
import { personOf } from '../lookup.ts';
import { SlackRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import type { Methods } from './method.ts';

/** Seconds by which a time zone is ahead of UTC at an instant. */
function offsetOf(tz: string, at: Date): number {
  const name = new Intl.DateTimeFormat('en-US', { timeZone: tz, timeZoneName: 'longOffset' })
    .formatToParts(at)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '');
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60;
  return match[1] === '-' ? -seconds : seconds;
}

function personJson(world: World, person: Person): Record<string, unknown> {
  return {
    id: person.id,
    team_id: world.scene.team.id,
    name: person.name,
    real_name: person.realName,
    deleted: person.deactivated ?? false,
    tz: person.tz,
    tz_label: person.tz,
    tz_offset: offsetOf(person.tz, new Date(world.now())),
    is_admin: person.isAdmin ?? false,
    is_owner: false,
    is_bot: person.isBot ?? false,
    is_restricted: false,
    is_ultra_restricted: false,
    profile: { real_name: person.realName, display_name: person.name, title: person.title ?? '' },
  };
}

function list(world: World, args: Args): object {
  const { page, nextCursor } = pageOf(args, world.scene.people);
  return { members: page.map((each) => personJson(world, each)), response_metadata: { next_cursor: nextCursor } };
}

function presence(world: World, args: Args): object {
  return { presence: personOf(world, text(args, 'user')).presence ?? 'active' };
}

function groups(world: World): object {
  const { team, userGroups } = world.scene;
  return {
    usergroups: userGroups.map((group) => ({
      id: group.id,
      team_id: team.id,
      handle: group.handle,
      name: group.name,
      user_count: group.users.length,
      users: group.users,
    })),
  };
}

function groupMembers(world: World, args: Args): object {
  const group = world.scene.userGroups.find((each) => each.id === text(args, 'usergroup'));
  if (group === undefined) throw new SlackRefusal('no_such_subteam');
  return { users: group.users };
}

/** People, their presence and the groups they are in. */
export const peopleMethods: Methods = {
  'users.info': {
    scope: 'users:read',
    perMinute: 100,
    run: (world, args) => ({ user: personJson(world, personOf(world, text(args, 'user'))) }),
  },
  'users.list': { scope: 'users:read', perMinute: 20, run: list },
  'users.getPresence': { scope: 'users:read', perMinute: 50, run: presence },
  'usergroups.list': { scope: 'usergroups:read', perMinute: 20, run: groups },
  'usergroups.users.list': { scope: 'usergroups:read', perMinute: 20, run: groupMembers },
};
