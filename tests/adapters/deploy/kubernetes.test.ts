import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commitOf } from '../../../src/adapters/deploy/kubernetes/kubernetes-status.ts';
import { makeEffort } from '../effort.ts';
import { makeGrant } from '../grant.ts';
import { type KubernetesWorld, kubernetesWorld } from './worlds/kubernetes.ts';
import { unheard } from './worlds/world.ts';

const grant = makeGrant('INC-7');
let folder: string;
let world: KubernetesWorld;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'recourse-kubernetes-'));
  world = await kubernetesWorld(folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const going = (commit = world.commits.older) => world.provider.deploy(commit, grant, makeEffort());
const undos = () => world.calls().filter((call) => call.includes('rollout undo'));

describe('kubernetes', () => {
  test('goes back to the revision of the commit, in the context and namespace that policy names', async () => {
    await going();
    expect(undos()).toEqual([
      '--context=production --namespace=shop --request-timeout=10s rollout undo deployment/api --to-revision=2',
    ]);
    expect(world.calls().every((call) => call.startsWith('--context=production --namespace=shop '))).toBe(true);
  });

  test('an undo whose answer was cut is looked for, and not repeated', async () => {
    world.change({ cutAfterUndo: 'error: unexpected EOF' });
    expect((await going()).map(({ result }) => result)).toEqual(['passed']);
    expect(undos()).toHaveLength(1);
  });

  test('an undo that was cut without a trace is unknown, and trying again looks first', async () => {
    world.change({ cutBeforeUndo: 'Unable to connect to the server: net/http: TLS handshake timeout' });
    await expect(going()).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(undos()).toHaveLength(1);
    world.change({ cutBeforeUndo: null });
    expect((await going()).map(({ result }) => result)).toEqual(['passed']);
  });

  test('a commit that the cluster has forgotten is failed, and nothing is undone', async () => {
    expect(await going(unheard)).toEqual([
      expect.objectContaining({ result: 'failed', say: expect.stringContaining('none of the 3 revisions') }),
    ]);
    expect(undos()).toEqual([]);
  });

  test.each([
    ['error: You must be logged in to the server (Unauthorized)', 'provider-refused', /Log the user of Recourse in/],
    [
      'Error from server (Forbidden): deployments.apps "api" is forbidden: User "bot" cannot get resource "deployments"',
      'provider-refused',
      /needs get, list and patch/,
    ],
    ['error: context "production" does not exist', 'provider-refused', /Correct `context`/],
    ['Error from server (NotFound): deployments.apps "api" not found', 'provider-refused', /Correct `deployment`/],
    ['Unable to connect to the server: dial tcp: i/o timeout', 'provider-unreachable', /can be reached/],
    ['error: something new', 'provider-refused', /by hand with kubectl/],
  ])('%s: says what to do', async (trouble, code, hint) => {
    world.change({ trouble });
    await expect(world.provider.inspect(makeEffort())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(trouble),
      hint: expect.stringMatching(hint),
    });
  });

  test('a container that is not there is a finding of recourse check', async () => {
    rmSync(join(folder, 'programs'), { recursive: true });
    const other = await kubernetesWorld(folder, { container: 'sidecar' });
    expect(await other.provider.inspect(makeEffort())).toMatchObject([
      { result: 'failed', hint: expect.stringContaining('commit_annotation') },
    ]);
  });
});

const template = (image: string, annotations: Record<string, string> = {}) => ({
  metadata: { annotations },
  spec: { containers: [{ name: 'api', image }] },
});

describe('the commit of a pod template', () => {
  test.each([
    ['registry.example.com:5000/shop/api:4f1c2ab', '4f1c2ab'],
    ['api:v1.4.2', 'v1.4.2'],
    ['shop/api:4f1c2ab@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', '4f1c2ab'],
    ['registry.example.com:5000/shop/api', null],
    ['shop/api@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', null],
  ])('%s', (image, commit) => {
    expect(commitOf(template(image), {})).toBe(commit);
  });

  test('is the annotation, where policy names one', () => {
    const annotated = template('api:latest', { 'example.com/commit': '4f1c2ab' });
    expect(commitOf(annotated, { commit_annotation: 'example.com/commit' })).toBe('4f1c2ab');
    expect(commitOf(template('api:latest'), { commit_annotation: 'example.com/commit' })).toBeNull();
  });

  test('of several containers nobody guesses', () => {
    const two = {
      spec: {
        containers: [
          { name: 'api', image: 'api:a' },
          { name: 'proxy', image: 'proxy:b' },
        ],
      },
    };
    expect(commitOf(two, {})).toBeNull();
    expect(commitOf(two, { container: 'api' })).toBe('a');
  });
});
