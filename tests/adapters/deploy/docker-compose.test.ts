import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeContainers, readContainers } from '../../../src/adapters/deploy/docker-compose/compose-containers.ts';
import { makeEffort } from '../effort.ts';
import { makeGrant } from '../grant.ts';
import { type DockerComposeWorld, dockerComposeWorld } from './worlds/docker-compose.ts';
import { unheard } from './worlds/world.ts';

const grant = makeGrant('INC-7');
let folder: string;
let world: DockerComposeWorld;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recourse-compose-'));
  world = await dockerComposeWorld(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const going = (commit = world.commits.older) => world.provider.deploy(commit, grant, makeEffort());
const moves = () => world.calls().filter((call) => !call.includes(' ps '));
const head = () => execFileSync('git', ['rev-parse', 'HEAD'], { cwd: world.directory, encoding: 'utf8' }).trim();

describe('docker-compose', () => {
  test('stops, builds and starts the named services and no others, in this order (S2)', async () => {
    await going();
    const named = 'backend frontend';
    expect(moves()).toEqual([`compose stop ${named}`, `compose build ${named}`, `compose up --detach ${named}`]);
    expect(head()).toBe(world.commits.older);
  });

  test('a commit that nobody has stops nothing', async () => {
    expect(await going(unheard)).toEqual([
      expect.objectContaining({ result: 'failed', say: expect.stringContaining(`no commit ${unheard}`) }),
    ]);
    expect(moves()).toEqual([]);
  });

  test('a commit that only the remote has is fetched', async () => {
    const remote = join(folder, 'remote');
    execFileSync('git', ['clone', '--quiet', world.directory, remote]);
    const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
    execFileSync('git', [...author, 'commit', '--quiet', '--allow-empty', '--message', 'new'], { cwd: remote });
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: remote, encoding: 'utf8' }).trim();
    execFileSync('git', ['remote', 'add', 'origin', remote], { cwd: world.directory });
    expect((await going(commit)).map(({ result }) => result)).toEqual(['passed']);
    expect(world.running()).toBe(commit);
  });

  test('what somebody changed by hand in the checkout stays, and nothing is stopped', async () => {
    const file = join(world.directory, 'docker-compose.yml');
    writeFileSync(file, 'services: {} # mended at night\n');
    expect(await going()).toEqual([
      expect.objectContaining({ result: 'failed', say: expect.stringContaining('docker-compose.yml') }),
    ]);
    expect(moves()).toEqual([]);
    expect(readFileSync(file, 'utf8')).toContain('mended at night');
  });

  test('an attempt that was cut off between checkout and start is seen, and the next one ends it', async () => {
    world.breakDown();
    await going();
    expect(head()).toBe(world.commits.older);
    expect(await world.provider.current(makeEffort()), 'checked out is not running').toBeNull();
    world.change({ buildFails: null });
    expect((await going()).map(({ result }) => result)).toEqual(['passed']);
    expect(world.running()).toBe(world.commits.older);
  });

  test('services that come up ill have failed, by name', async () => {
    world.change({ health: 'unhealthy' });
    expect(await going()).toEqual([
      expect.objectContaining({ result: 'failed', say: expect.stringContaining('twin-backend-1 is unhealthy') }),
    ]);
  });

  test('lists of before Compose 2.21 are understood', async () => {
    world.change({ listsAsArray: true });
    expect((await going()).map(({ result }) => result)).toEqual(['passed']);
  });

  test('a daemon that is away is said in docker’s own words', async () => {
    world.goSilent();
    await expect(world.provider.inspect(makeEffort())).rejects.toMatchObject({
      code: 'provider-unreachable',
      message: expect.stringContaining('Is the docker daemon running?'),
    });
  });
});

const container = (changes: object) => ({ Name: 'twin-api-1', Service: 'api', State: 'running', ...changes });

describe('containers', () => {
  test.each([
    ['running without a health check', {}, 'live'],
    ['healthy', { Health: 'healthy' }, 'live'],
    ['starting', { Health: 'starting' }, 'running'],
    ['restarting', { State: 'restarting' }, 'running'],
    ['created', { State: 'created' }, 'running'],
    ['unhealthy', { Health: 'unhealthy' }, 'failed'],
    ['ended with an error', { State: 'exited', ExitCode: 1 }, 'failed'],
    ['stopped in order: it does not run either', { State: 'exited', ExitCode: 0 }, 'failed'],
    ['dead', { State: 'dead' }, 'failed'],
    ['in a state that nobody has heard of', { State: 'dreaming' }, 'running'],
  ])('one that is %s', (_, changes, state) => {
    expect(judgeContainers([container(changes)], ['api'])).toMatchObject({ state });
  });

  test('a service without any container is not up yet', () => {
    expect(judgeContainers([container({})], ['api', 'web'])).toEqual({
      state: 'running',
      say: 'web has no container yet',
    });
  });

  test('of several containers of one service, each counts', () => {
    const second = container({ Name: 'twin-api-2', State: 'exited', ExitCode: 137 });
    expect(judgeContainers([container({}), second], ['api'])).toMatchObject({
      state: 'failed',
      say: 'twin-api-2 is exited, with exit code 137',
    });
  });

  test.each(['WARN: no JSON', '{"Name":1}', '[{"Name":"x"}'])('%s is no list', (text) => {
    expect(readContainers(text)).toBeNull();
  });
});
