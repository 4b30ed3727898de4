import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { authorityDrillIds, formIds, migrationIds, navigationIds, shortcutIds } from '../../blocks/action-ids.ts';
import { usages } from '../../blocks/help.ts';
import { registry } from '../../commands/registry.ts';
import { actionNames } from '../../src/domain/card.ts';

const manifest = JSON.parse(readFileSync('manifest.json', 'utf8'));

/** The bot scopes that each method of the Web API needs, by Slack's documentation. */
const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.setTopic': ['channels:write.topic', 'groups:write.topic'],
  'chat.getPermalink': [],
  // The event of a reaction needs it as well.
  'reactions.get': ['reactions:read'],
  'users.info': ['users:read'],
  'usergroups.users.list': ['usergroups:read'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'canvases.create': ['canvases:write'],
  'canvases.delete': ['canvases:write'],
  'canvases.access.set': ['canvases:write'],
  'views.open': [],
  'views.update': [],
  'views.publish': [],
  'auth.test': [],
};

/** Methods that the code calls: `client.chat.postMessage(` wherever it stands. */
function methodsCalled(): readonly string[] {
  const files = globSync('{commands,src}/**/*.ts');
  const calls = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/client((?:\s*\.\s*\w+)+)\(/g)]);
  const methods = calls.map(([, path = '']) => path.replaceAll(/\s/g, '').slice(1));
  return [...new Set(methods)].filter((method) =>
    /^(canvases|chat|conversations|users|usergroups|views|auth|files|reactions)\./.test(method),
  );
}

describe('the manifest says what the code does', () => {
  test('the same slash commands, with help for each', () => {
    const commands = manifest.features.slash_commands.map(({ command }: { command: string }) => command);
    expect(commands.toSorted()).toEqual(Object.keys(registry.commands).toSorted());
    expect(commands.map((name: string) => name.slice(1)).toSorted()).toEqual(Object.keys(usages).toSorted());
  });

  test('the same shortcuts in a message’s menu', () => {
    const shortcuts: readonly { type: string; callback_id: string; name: string }[] = manifest.features.shortcuts;
    expect(shortcuts.filter(({ type }) => type === 'message').map((each) => each.callback_id)).toEqual([
      ...shortcutIds,
    ]);
    expect(Object.keys(registry.shortcuts)).toEqual([...shortcutIds]);
    for (const { name } of shortcuts) expect(name.length).toBeLessThanOrEqual(24);
  });

  test('the same events, sockets, interactivity and Home tab', () => {
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(registry.events);
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
  });

  test('exactly the scopes that the called methods need', () => {
    const called = methodsCalled();
    expect(called.filter((method) => scopesOf[method] === undefined)).toEqual([]);
    const needed = new Set(['commands', ...called.flatMap((method) => scopesOf[method] ?? [])]);
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...needed].toSorted());
  });

  test('within Slack’s limits', () => {
    expect(manifest.display_information.name.length).toBeLessThanOrEqual(35);
    expect(manifest.display_information.description.length).toBeLessThanOrEqual(140);
    for (const { command } of manifest.features.slash_commands) expect(command.length).toBeLessThanOrEqual(32);
  });
});

describe('the registry hears everything that is drawn', () => {
  test('every action and every form has a handler', () => {
    expect(Object.keys(registry.presses).toSorted()).toEqual(
      [...actionNames, ...navigationIds, ...migrationIds, ...authorityDrillIds].toSorted(),
    );
    expect(Object.keys(registry.forms).toSorted()).toEqual([...formIds].toSorted());
  });

  test('help shows a way for each word that a command knows', () => {
    const source = readFileSync('commands/incident.ts', 'utf8');
    const verbs = [...(/const verbs[^{]*\{([\s\S]*?)\n\};/.exec(source)?.[1] ?? '').matchAll(/^ {2}(\w+):/gm)].map(
      ([, verb]) => verb,
    );
    const shown = usages.incident.map(({ write }) => write.split(' ')[1]);
    expect(verbs.filter((verb) => verb !== 'help').toSorted()).toEqual(shown.toSorted());
  });
});
