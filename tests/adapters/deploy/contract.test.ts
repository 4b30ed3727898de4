import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deployProviders } from '../../../src/adapters/deploy/registry.ts';
import { toInstant } from '../../../src/domain/ids.ts';
import type { DeployTarget } from '../../../src/domain/policy-file/deploys.ts';
import { makeEffort } from '../effort.ts';
import { makeGrant } from '../grant.ts';
import { commandWorld } from './worlds/command.ts';
import { dockerComposeWorld } from './worlds/docker-compose.ts';
import { kubernetesWorld } from './worlds/kubernetes.ts';
import { renderWorld } from './worlds/render.ts';
import { vercelWorld } from './worlds/vercel.ts';
import { type MakeWorld, unheard, type World } from './worlds/world.ts';

/** Each provider's world. A provider without one fails the first test below. */
const worlds: Record<DeployTarget['provider'], MakeWorld> = {
  command: commandWorld,
  render: renderWorld,
  vercel: vercelWorld,
  'docker-compose': dockerComposeWorld,
  kubernetes: kubernetesWorld,
};

test('every provider has a world to be tried in', () => {
  expect(Object.keys(worlds).sort()).toEqual(Object.keys(deployProviders).sort());
});

const grant = makeGrant('INC-7');

type Part = (at: () => World, kind: string) => void;

/** Goes where it is told, once. */
const deploying: Part = (at, kind) => {
  test('goes to the commit that it was told, and says so (G8)', async () => {
    const { older } = at().commits;
    const findings = await at().provider.deploy(older, grant, makeEffort());
    expect(findings).toEqual([{ check: at().provider.name, result: 'passed', say: expect.stringContaining(older) }]);
    expect(at().running()).toBe(older);
    expect(await at().provider.current(makeEffort())).toBe(older);
    expect(await at().provider.standing(older, makeEffort())).toMatchObject({ state: 'live' });
  });

  test('goes forward again', async () => {
    const { older, newer } = at().commits;
    await at().provider.deploy(older, grant, makeEffort());
    const findings = await at().provider.deploy(newer, grant, makeEffort());
    expect(findings.map(({ result }) => result)).toEqual(['passed']);
    expect(at().running()).toBe(newer);
  });

  test('knows a commit by its first digits', async () => {
    const { older } = at().commits;
    if (kind === 'command') return; // it hands on what it is given
    await at().provider.deploy(older.slice(0, 10), grant, makeEffort());
    expect(at().running()).toBe(older);
  });

  test('may be asked twice', async () => {
    const { older } = at().commits;
    await at().provider.deploy(older, grant, makeEffort());
    const asked = at().deploysAsked();
    const again = await at().provider.deploy(older, grant, makeEffort());
    expect(again.map(({ result }) => result)).toEqual(['passed']);
    expect(at().running()).toBe(older);
    if (kind !== 'command') expect(at().deploysAsked(), 'what runs is not deployed again').toBe(asked);
  });
};

/** What did not work is never called a success. */
const failing: Part = (at, kind) => {
  test('tells in a failed finding that a deploy failed, and why', async () => {
    const { older } = at().commits;
    const why = at().breakDown();
    const findings = await at().provider.deploy(older, grant, makeEffort());
    expect(findings).toEqual([
      expect.objectContaining({ result: 'failed', say: expect.stringMatching(why), hint: expect.any(String) }),
    ]);
    expect(at().running()).not.toBe(older);
    expect(await at().provider.current(makeEffort())).not.toBe(older);
    expect((await at().provider.standing(older, makeEffort())).state).not.toBe('live');
  });

  test('never takes silence for success', async () => {
    at().goSilent();
    const current = await at().provider.current(makeEffort()).catch(codeOf);
    expect([null, 'provider-unreachable']).toContain(current);
    const told = await at().provider.deploy(at().commits.older, grant, makeEffort()).catch(codeOf);
    if (typeof told === 'string') expect(told).toBe('provider-unreachable');
    else expect(told.map(({ result }) => result)).toEqual(['warned']);
  });

  test('says how far it is, and where it stops watching once called off, nothing is undone', async () => {
    if (kind === 'command') return; // its own output is its progress
    const off = new AbortController();
    const effort = makeEffort(off.signal);
    const progress = (say: string) => {
      effort.said.push(say);
      off.abort(new Error('lease lost'));
    };
    await expect(at().provider.deploy(at().commits.older, grant, { ...effort, progress })).rejects.toThrow(
      'lease lost',
    );
    expect(effort.said[0]).toMatch(new RegExp(`^${at().provider.name}: `));
  });
};

/** Looks, and touches nothing. */
const looking: Part = (at, kind) => {
  test('says which commit runs', async () => {
    expect(await at().provider.current(makeEffort())).toBe(at().commits.newer);
  });

  test('finds the newest good deploy of a commit, and the newest before an instant', async () => {
    if (kind === 'command') return expect(await known(at(), { commit: at().commits.older })).toBeNull();
    expect(await known(at(), { commit: at().commits.older })).toMatchObject({ commit: at().commits.older });
    const before = toInstant(new Date('2026-11-20T07:59:59.000Z'));
    expect(await known(at(), { before })).toMatchObject({ commit: at().commits.older, at: '2026-11-10T08:00:00.000Z' });
    expect(await known(at(), { commit: unheard })).toBeNull();
    // R3, R4: what runs now was good, too, until it turned out otherwise.
    const now = toInstant(new Date());
    const otherThan = at().commits.newer;
    expect(await known(at(), { before: now, otherThan })).toMatchObject({ commit: at().commits.older });
    expect(await known(at(), { before: toInstant(new Date('2026-10-01T00:00:00.000Z')) })).toBeNull();
  });

  test('tells what is live from what is not', async () => {
    const { older, newer } = at().commits;
    expect(await at().provider.standing(newer, makeEffort())).toMatchObject({ state: 'live' });
    expect(await at().provider.standing(older, makeEffort())).toMatchObject({ state: 'absent' });
  });

  test('is found in order by recourse check, with the commit that runs, and touched by nothing', async () => {
    const findings = await at().provider.inspect(makeEffort());
    expect(findings.map(({ result }) => result)).toEqual(findings.map(() => 'passed'));
    expect(findings.map(({ say }) => say).join('\n')).toContain(at().commits.newer);
    expect(at().deploysAsked()).toBe(0);
  });
};

/** What may not be done is not begun. */
const refusing: Part = (at) => {
  test('does nothing on another incident’s approval', async () => {
    const { older, newer } = at().commits;
    await expect(at().provider.deploy(older, makeGrant('INC-6'), makeEffort())).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(at().provider.autoDeploy?.hold(makeGrant('INC-6'), makeEffort()) ?? refusal()).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(at().running()).toBe(newer);
    expect(at().deploysAsked()).toBe(0);
  });

  test.each(['--force', 'a b', '', '$(reboot)'])('refuses %j as a commit', async (commit) => {
    await expect(at().provider.deploy(commit, grant, makeEffort())).rejects.toMatchObject({ code: 'bad-input' });
    expect(at().running()).toBe(at().commits.newer);
  });

  test('stops when the effort is called off', async () => {
    const called = makeEffort(AbortSignal.abort(new Error('lease lost')));
    await expect(at().provider.deploy(at().commits.older, grant, called)).rejects.toThrow('lease lost');
    expect(at().running()).toBe(at().commits.newer);
    expect(at().deploysAsked()).toBe(0);
  });
};

const known = (world: World, wanted: Parameters<World['provider']['lastKnownGood']>[0]) =>
  world.provider.lastKnownGood(wanted, makeEffort());

describe.each(Object.entries(worlds))('the provider %s', (kind, makeWorld) => {
  let folder: string;
  let world: World;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-deploy-'));
    world = await makeWorld(folder);
  });
  afterEach(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });
  for (const part of [deploying, failing, looking, refusing]) part(() => world, kind);
});

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}

async function refusal(): Promise<never> {
  throw Object.assign(new Error('nothing deploys by itself here'), { code: 'bad-input' });
}
