import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningCluster, startCluster, unauthorized } from '../../../demo/providers/kubernetes/cluster-server.ts';
import { findProgram } from '../../../src/adapters/commands/find-program.ts';
import { createDeployProvider } from '../../../src/adapters/deploy/registry.ts';
import { DeployTarget } from '../../../src/domain/policy-file/deploys.ts';
import type { DeployProvider } from '../../../src/ports/deploys.ts';
import { makeEffort } from '../effort.ts';
import { makeGrant } from '../grant.ts';
import { instants, makeTools, newer, older, oldest } from './worlds/world.ts';

const path = '/usr/local/bin:/usr/bin:/bin';
const grant = makeGrant('INC-7');

// Where there is no kubectl, the stand-in of the contract test has to do; this file is then reported as skipped.
describe.skipIf(findProgram('kubectl', '/', path) === null)(
  'the real kubectl, against an API server on loopback',
  () => {
    let folder: string;
    let cluster: RunningCluster;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'recourse-kubectl-'));
      const image = (commit: string) => `registry.example.com:5000/shop/api:${commit}`;
      const revisions = [oldest, older, newer].map((commit, index) => ({
        image: image(commit),
        at: instants[index] ?? new Date(),
      }));
      cluster = await startCluster({ revisions });
      writeFileSync(join(folder, 'kubeconfig'), cluster.kubeconfig, { mode: 0o600 });
    });
    afterEach(async () => {
      await cluster.close();
      rmSync(folder, { recursive: true });
    });

    function provider(changes: Record<string, unknown> = {}): DeployProvider {
      const target = DeployTarget.parse({
        provider: 'kubernetes',
        name: 'worker',
        deployment: 'api',
        namespace: 'shop',
        context: 'production',
        kubeconfig: join(folder, 'kubeconfig'),
        look_every: '20ms',
        request_timeout: '5s',
        ...changes,
      });
      return createDeployProvider(target, makeTools({ path, folder }));
    }

    test('goes back to the revision of a commit with one patch, and waits until it runs', async () => {
      expect(await provider().current(makeEffort())).toBe(newer);
      expect(await provider().deploy(older, grant, makeEffort())).toEqual([
        { check: 'worker', result: 'passed', say: expect.stringContaining(older) },
      ]);
      expect(cluster.running()).toContain(older);
      expect(cluster.patches()).toBe(1);
      expect(await provider().lastKnownGood({ commit: oldest }, makeEffort())).toMatchObject({ id: 'revision 1' });
    });

    test('a patch whose answer is cut is looked for, and not repeated', async () => {
      cluster.faults.add(/^PATCH/, { kind: 'cut', carriedOut: true });
      expect((await provider().deploy(older, grant, makeEffort())).map(({ result }) => result)).toEqual(['passed']);
      expect(cluster.patches()).toBe(1);
    });

    test.each([
      ['a login that has run out', { kind: 'login' }, 'provider-refused', /Log the user/],
      ['a context that is not there', { context: 'staging' }, 'provider-refused', /Correct `context`/],
      ['a deployment that is not there', { deployment: 'web' }, 'provider-refused', /Correct `deployment`/],
      ['a server that is away', { kind: 'away' }, 'provider-unreachable', /can be reached/],
    ])('%s is told with the next move', async (_, { kind, ...changes }: Record<string, string>, code, hint) => {
      if (kind === 'login') cluster.faults.add(/./, { kind: 'answer', ...unauthorized }, 99);
      if (kind === 'away')
        writeFileSync(join(folder, 'kubeconfig'), cluster.kubeconfig.replace(cluster.url, 'http://127.0.0.1:1'));
      await expect(provider(changes).inspect(makeEffort())).rejects.toMatchObject({
        code,
        hint: expect.stringMatching(hint),
      });
    });
  },
);
