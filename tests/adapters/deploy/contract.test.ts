import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCommands } from '../../../src/adapters/commands/run-command.ts';
import { createDeployProvider, deployProviders } from '../../../src/adapters/deploy/registry.ts';
import type { DeployTarget } from '../../../src/domain/policy-file/recovery.ts';
import type { DeployProvider } from '../../../src/ports/outside.ts';
import { makeEffort } from '../effort.ts';
import { makeGrant } from '../grant.ts';

const [older, newer] = ['4f1c2ab0000000000000000000000000000000aa', '9e8d7c60000000000000000000000000000000bb'];

/** A real place that a provider deploys to, and what goes on inside it. */
interface World {
  readonly provider: DeployProvider;
  /** What runs there, looked at from the inside. */
  running(): string;
  /** The next deploy fails in the place itself. */
  breakDown(): void;
  /** It can no longer be asked what runs. */
  goSilent(): void;
}

/** Each provider's world. A provider without one fails the first test below. */
const worlds: Record<DeployTarget['provider'], (folder: string) => World> = {
  command: (folder) => {
    const state = join(folder, 'running');
    const deploy = join(folder, 'deploy.sh');
    const current = join(folder, 'current.sh');
    writeFileSync(state, `${newer}\n`);
    writeFileSync(deploy, '#!/bin/sh\necho "checking out $2"\nprintf "%s\\n" "$2" > running\n', { mode: 0o755 });
    writeFileSync(current, '#!/bin/sh\ncat running\n', { mode: 0o755 });
    const target: DeployTarget = {
      provider: 'command',
      name: 'api',
      deploy: { run: ['./deploy.sh', '--to', '{commit}'], timeout: 10_000, env: [] },
      current: { run: ['./current.sh'], timeout: 10_000, env: [] },
    };
    const commands = createCommands({
      childEnvironment: { PATH: '/usr/bin:/bin' },
      valueOf: () => '',
      folder,
      strikeSecrets: (text) => text,
    });
    return {
      provider: createDeployProvider(target, { commands }),
      running: () => readFileSync(state, 'utf8').trim(),
      breakDown: () => writeFileSync(deploy, '#!/bin/sh\necho "no space left on device" >&2\nexit 28\n'),
      goSilent: () => writeFileSync(current, '#!/bin/sh\nexit 1\n'),
    };
  },
};

test('every provider has a world to be tried in', () => {
  expect(Object.keys(worlds).sort()).toEqual(Object.keys(deployProviders).sort());
});

describe.each(Object.entries(worlds))('the provider %s', (_, makeWorld) => {
  const grant = makeGrant('INC-7');
  let folder: string;
  let world: World;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-deploy-'));
    world = makeWorld(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('says which commit runs', async () => {
    expect(await world.provider.current(makeEffort())).toBe(newer);
  });

  test('goes to the commit that it was told, and says so', async () => {
    const findings = await world.provider.deploy(older, grant, makeEffort());
    expect(world.running()).toBe(older);
    expect(await world.provider.current(makeEffort())).toBe(older);
    expect(findings).toEqual([{ check: world.provider.name, result: 'passed', say: expect.stringContaining(older) }]);
  });

  test('may be asked twice', async () => {
    await world.provider.deploy(older, grant, makeEffort());
    const again = await world.provider.deploy(older, grant, makeEffort());
    expect(again.map(({ result }) => result)).toEqual(['passed']);
    expect(world.running()).toBe(older);
  });

  test('tells in a failed finding that a deploy failed, and why', async () => {
    world.breakDown();
    const findings = await world.provider.deploy(older, grant, makeEffort());
    expect(findings).toEqual([
      expect.objectContaining({ result: 'failed', say: expect.stringContaining('no space left on device') }),
    ]);
    expect(world.running()).toBe(newer);
  });

  test('never takes silence for success', async () => {
    world.goSilent();
    expect(await world.provider.current(makeEffort())).toBeNull();
    const [finding] = await world.provider.deploy(older, grant, makeEffort());
    expect(finding?.result).toBe('warned');
  });

  test('does nothing on another incident’s approval', async () => {
    await expect(world.provider.deploy(older, makeGrant('INC-6'), makeEffort())).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(world.running()).toBe(newer);
  });

  test.each(['--force', 'a b', '', '$(reboot)'])('refuses %j as a commit', async (commit) => {
    await expect(world.provider.deploy(commit, grant, makeEffort())).rejects.toMatchObject({ code: 'bad-input' });
    expect(world.running()).toBe(newer);
  });

  test('stops when the effort is called off', async () => {
    const called = makeEffort(AbortSignal.abort(new Error('lease lost')));
    await expect(world.provider.deploy(older, grant, called)).rejects.toThrow('lease lost');
    expect(world.running()).toBe(newer);
  });
});

test('a deploy that says it worked while another commit runs has failed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-deploy-'));
  const world = worlds.command(folder);
  writeFileSync(join(folder, 'deploy.sh'), '#!/bin/sh\nexit 0\n');
  const [finding] = await world.provider.deploy(older, makeGrant('INC-7'), makeEffort());
  await rm(folder, { recursive: true });
  expect(finding).toMatchObject({ result: 'failed', say: expect.stringContaining(`runs ${newer}, expected ${older}`) });
});
