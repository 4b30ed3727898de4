import { randomBytes } from 'node:crypto';
import type { World } from '../world.ts';
import type { Methods } from './method.ts';

const unlimited = 10_000;

function testToken(world: World): object {
  const { team, app } = world.scene;
  return {
    url: `${world.baseUrl}/`,
    team: team.name,
    user: app.name.toLowerCase(),
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

function openConnection(world: World): object {
  const ticket = randomBytes(12).toString('hex');
  world.tickets.add(ticket);
  return { url: `${world.baseUrl.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.scene.app.id}` };
}

/** Who the token belongs to, and where its Socket Mode connections are opened. */
export const appMethods: Methods = {
  'api.test': { perMinute: unlimited, run: () => ({}) },
  'auth.test': { perMinute: unlimited, run: testToken },
  'apps.connections.open': { perMinute: unlimited, appToken: true, run: openConnection },
};
