import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunningApi } from '../../../demo/providers/serve-api.ts';
import type { Effort } from '../../../src/ports/run-tag.ts';
import { makeEffort } from '../effort.ts';
import { makeGrant } from '../grant.ts';
import { renderWorld } from './worlds/render.ts';
import { vercelWorld } from './worlds/vercel.ts';
import { newer, older, oldest, token, unheard, type World } from './worlds/world.ts';

/** A vendor that can be told to misbehave, and deploys what is pushed. */
interface Vendor {
  readonly world: World;
  readonly api: RunningApi;
  readonly push: (commit: string) => void;
  /** Adds so many deploys of another commit in front. */
  readonly bury: (count: number) => void;
  /** How long each stage of a deploy takes. */
  readonly pace: { stageMs: number };
}

const makeVendor: Record<string, (folder: string, changes?: Record<string, unknown>) => Promise<Vendor>> = {
  render: async (folder, changes) => {
    const world = await renderWorld(folder, changes);
    const push = (commit: string) => void world.render.push('srv-api', commit);
    const bury = (count: number) => {
      const commits = Array.from({ length: count }, () => ({ commit: newer, at: new Date() }));
      world.service.deploys.unshift(...world.render.addService({ id: 'x', name: 'x', commits }).deploys);
      for (const deploy of world.service.deploys.slice(1)) deploy.status = 'deactivated';
    };
    return { world, api: world.render, push, bury, pace: world.render.pace };
  },
  vercel: async (folder, changes) => {
    const world = await vercelWorld(folder, changes);
    const bury = (count: number) => {
      for (let index = 0; index < count; index += 1) world.vercel.push('prj_web', newer);
      world.project.deployments.forEach((each, index, all) => {
        Object.assign(each, { created: Date.now() - index * 1_000 - (index === all.length - 1 ? 1e9 : 0) });
      });
    };
    const push = (commit: string) => void world.vercel.push('prj_web', commit);
    return { world, api: world.vercel, push, bury, pace: world.vercel.pace };
  },
};

type Part = (at: () => Vendor, open: (changes: Record<string, unknown>) => Promise<Vendor>) => void;
const grant = makeGrant('INC-7');
const going = (vendor: Vendor, effort: Effort = makeEffort()) => vendor.world.provider.deploy(older, grant, effort);
const started = /POST|rollback|promote/;

/** Every refusal says what happened and what to do. */
const refusing: Part = (at) => {
  test.each([
    [401, /does not accept the token/, /_TOKEN, restart/],
    [402, /plan of this account/, /by hand/],
    [403, /may not (roll back|list|read)/, /has expired/],
    [404, /knows nothing of the (service srv-api|project shop-web)/, /recourse\.yaml/],
    [409, /will not roll back just now/, /something else is under way/],
    [422, /refused to roll back \(422\)\. \w+ says: no such thing, not with «secret»/, /what stands in the way/],
  ])('%i is told in words, with the next move', async (status, say, hint) => {
    const line = status === 409 || status === 422 ? /rollback/ : /./;
    at().api.faults.add(line, { kind: 'answer', status, body: { message: `no such thing, not with ${token}` } });
    const failure = going(at());
    await expect(failure).rejects.toMatchObject({ code: 'provider-refused', message: expect.stringMatching(say) });
    await expect(failure).rejects.toMatchObject({ hint: expect.stringMatching(hint) });
    expect(at().world.running()).toBe(newer);
  });

  test('a wrong token is a finding of recourse check, and the token is shown nowhere', async () => {
    at().api.faults.add(/./, { kind: 'answer', status: 401, body: { message: `bad token ${token}` } }, 9);
    const failure = await at()
      .world.provider.inspect(makeEffort())
      .catch((error: Error) => error);
    expect(failure).toMatchObject({ code: 'provider-refused' });
    expect(JSON.stringify(failure) + String(failure)).not.toContain(token);
  });

  test('an answer in another form than documented is not believed', async () => {
    at().api.faults.add(/GET/, { kind: 'answer', status: 200, body: { surprise: true } });
    await expect(going(at())).rejects.toMatchObject({
      code: 'provider-unreachable',
      message: expect.stringContaining('not in the form'),
    });
    expect(at().world.deploysAsked()).toBe(0);
  });
};

/** Trouble on the way is waited out, as far as asking again does no harm. */
const waiting: Part = (at, open) => {
  test.each(['GET', 'POST'])('429 to a %s is waited out as long as Retry-After says', async (method) => {
    const limited = new RegExp(`^${method}`);
    at().api.faults.add(limited, { kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: {} });
    const effort = makeEffort();
    expect((await going(at(), effort)).map(({ result }) => result)).toEqual(['passed']);
    const [refused, again] = at().api.asked.filter(({ line }) => limited.test(line));
    expect((again?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(effort.said.join('\n')).toContain('429; asking again in 1 s');
    expect(at().world.deploysAsked()).toBe(1);
  });

  test('a vendor that asks to wait longer than a rollback can is not waited for', async () => {
    at().api.faults.add(/./, { kind: 'answer', status: 429, headers: { 'retry-after': '3600' } });
    await expect(going(at())).rejects.toMatchObject({ message: expect.stringContaining('asks for a longer pause') });
  });

  test.each([
    ['a 502', { kind: 'answer', status: 502 }],
    ['a cut', { kind: 'cut', carriedOut: false }],
    ['half an answer', { kind: 'half' }],
    ['silence', { kind: 'slow', ms: 900 }],
  ] as const)('%s while reading is asked again', async (_, fault) => {
    at().api.faults.add(/GET/, fault, 2);
    expect((await going(at())).map(({ result }) => result)).toEqual(['passed']);
  });

  test('a vendor that does not come back is unreachable, and nothing was deployed', async () => {
    at().api.faults.add(/./, { kind: 'answer', status: 503 }, 50);
    await expect(going(at())).rejects.toMatchObject({
      code: 'provider-unreachable',
      message: expect.stringContaining('it answered 503'),
    });
    expect(at().world.deploysAsked()).toBe(0);
  });

  test('a deploy that takes its time is called still running, never failed, and is joined by the next try', async () => {
    const slow = await open({ ready_within: '60ms' });
    slow.pace.stageMs = 150;
    const [finding] = await going(slow);
    expect(finding).toMatchObject({ result: 'failed', say: expect.stringContaining('has not failed') });
    expect(await slow.world.provider.standing(older, makeEffort())).toMatchObject({ state: 'running' });
    while ((await going(slow))[0]?.result !== 'passed') expect(slow.world.deploysAsked()).toBe(1);
    expect(slow.world.deploysAsked()).toBe(1);
  });

  test('a signal ends the waiting for a 429 at once', async () => {
    at().api.faults.add(/./, { kind: 'answer', status: 429, headers: { 'retry-after': '60' } });
    const off = new AbortController();
    const progress = () => off.abort(new Error('lease lost'));
    await expect(going(at(), { ...makeEffort(off.signal), progress })).rejects.toThrow('lease lost');
  });
};

/** A request whose answer is lost is looked for, and sent once. */
const sendingOnce: Part = (at) => {
  test.each([
    ['cut', { kind: 'cut', carriedOut: true }],
    ['cut in the middle', { kind: 'half' }],
    ['too late', { kind: 'slow', ms: 900 }],
  ] as const)('an answer that is %s is looked for, and the deploy is joined', async (_, fault) => {
    at().api.faults.add(started, fault);
    expect((await going(at())).map(({ result }) => result)).toEqual(['passed']);
    expect(at().world.deploysAsked()).toBe(1);
    expect(at().api.asked.filter(({ line }) => line.startsWith('POST'))).toHaveLength(1);
  });

  test.each([
    ['a cut', { kind: 'cut', carriedOut: false }],
    ['a 504', { kind: 'answer', status: 504 }],
  ] as const)('%s without a trace is unknown: it is not sent again, and trying again looks first', async (_, fault) => {
    at().api.faults.add(started, fault);
    await expect(going(at())).rejects.toMatchObject({
      code: 'outcome-unknown',
      message: expect.stringContaining('not known whether'),
    });
    expect(at().api.asked.filter(({ line }) => line.startsWith('POST'))).toHaveLength(1);
    expect((await going(at())).map(({ result }) => result)).toEqual(['passed']);
  });
};

/** The next push does not undo a rollback. */
const holding: Part = (at) => {
  test('what deploys by itself is held, a push changes nothing, and it is let go as it was', async () => {
    const { provider } = at().world;
    const former = await provider.autoDeploy?.read(makeEffort());
    if (former === undefined) throw new Error('there is a switch');
    expect(former.on).toBe(true);
    await provider.autoDeploy?.hold(grant, makeEffort());
    await provider.autoDeploy?.hold(grant, makeEffort());
    expect(await provider.autoDeploy?.read(makeEffort())).toMatchObject({ on: false });
    await going(at());
    at().push(unheard);
    expect(at().world.running()).toBe(older);
    expect(await provider.current(makeEffort())).toBe(older);
    expect(await provider.autoDeploy?.release(former, makeEffort())).toMatchObject({ result: 'passed' });
    expect(await provider.autoDeploy?.read(makeEffort())).toEqual(former);
  });

  test('a change that the vendor swallows is not said to be made', async () => {
    at().api.faults.add(/^PATCH/, { kind: 'answer', status: 200, body: {} });
    const finding = await at().world.provider.autoDeploy?.release({ on: false, setting: 'no' }, makeEffort());
    expect(finding).toMatchObject({ result: 'failed', hint: expect.stringContaining('by hand') });
  });

  test('a deploy beyond the first page is found', async () => {
    at().bury(130);
    expect(await at().world.provider.lastKnownGood({ commit: oldest }, makeEffort())).toMatchObject({ commit: oldest });
    expect(at().api.asked.filter(({ line }) => line.includes('deploy') && line.includes('limit=100')).length).toBe(2);
  });
};

test('what a rollback at Vercel switches off by itself is remembered and put back, even where policy holds nothing (R4)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-web-api-'));
  const world = await vercelWorld(folder, { hold_auto_deploy: false });
  const { autoDeploy } = world.provider;
  const former = await autoDeploy?.read(makeEffort());
  if (former === undefined) throw new Error('there is a switch');
  await autoDeploy?.hold(grant, makeEffort());
  expect(world.project.autoAssignCustomDomains).toBe(true);
  await world.provider.deploy(older, grant, makeEffort());
  expect(world.project.autoAssignCustomDomains).toBe(false);
  expect(await autoDeploy?.release(former, makeEffort())).toMatchObject({ result: 'passed' });
  expect(world.project.autoAssignCustomDomains).toBe(true);
  await world.close();
  rmSync(folder, { recursive: true });
});

describe.each(Object.entries(makeVendor))('%s over HTTP', (_, make) => {
  let vendor: Vendor;
  const opened: Vendor[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'recourse-web-api-'));
  const open = async (changes: Record<string, unknown> = {}) => {
    const one = await make(folder, changes);
    opened.push(one);
    return one;
  };
  beforeEach(async () => {
    vendor = await open();
  });
  afterEach(async () => {
    for (const { world } of opened.splice(0)) await world.close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const part of [refusing, waiting, sendingOnce, holding]) part(() => vendor, open);
});
