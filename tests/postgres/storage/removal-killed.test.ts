import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openVault } from '../../../src/adapters/vault/registry.ts';
import { BackupId, ServiceName } from '../../../src/domain/ids.ts';
import { store } from '../../adapters/vault/vault-contract.ts';
import { manifestOf } from '../../adapters/vault/vault-manifest.ts';
import { until } from '../../support/target.ts';
import { type BucketKind, makeBucket, tomorrow } from './bucket-scene.ts';
import { allVersions, keysIn } from './look-behind.ts';
import { onS3 } from './on-s3.ts';
import type { RemovalErrand } from './remove-runner.ts';

const [gone, kept] = [BackupId.parse('20261121T113400Z-manual-0001'), BackupId.parse('20261121T113500Z-nightly-0002')];

function send(errand: RemovalErrand): ChildProcess {
  const runner = new URL('remove-runner.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [runner, JSON.stringify(errand)], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

describe('a removal that is killed with -9', () => {
  /** Enough that removing them takes a while. */
  const files = 30_000;

  test('in a folder, after its mark: it is no backup any more, the sweep takes the rest, and nothing else', async () => {
    const path = await mkdtemp(join(tmpdir(), 'recourse-removal-'));
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    const wishes = { service: ServiceName.parse('shop'), keepOutOf: [], secretOf: () => '' };
    const vault = await openVault({ kind: 'folder', path }, { ...wishes, clock: { now: () => new Date() } });
    const draft = await vault.begin(gone);
    await mkdir(join(draft.folder, 'dump'));
    for (let from = 0; from < files; from += 1_000) {
      const names = Array.from({ length: 1_000 }, (_, index) => join(draft.folder, 'dump', `${from + index}`));
      await Promise.all(names.map((name) => writeFile(name, '')));
    }
    await draft.seal(manifestOf(gone, []));
    const other = await store(vault, kept);
    const child = send({ storage: { kind: 'folder', path }, id: gone, accessKeyId: '', secret: '' });
    const marked = join(path, 'shop', `${gone}.deleting`);
    await until(() => existsSync(marked), 30_000);
    await kill(child);

    expect(existsSync(marked), 'it was killed in the middle').toBe(true);
    expect(await vault.list()).toEqual([other]);
    expect(await vault.read(gone)).toBeNull();
    expect(await vault.sweep()).toEqual([gone]);
    expect(await readdir(join(path, 'shop'))).toEqual([kept]);
    expect(await vault.measure(kept)).toHaveLength(1);
  });
});

/** Stands before the server, and holds back for ever the requests that `holds` names. */
async function standBefore(endpoint: string, holds: (method: string, url: string) => boolean) {
  const held: string[] = [];
  const server = createServer((asked, answer) => {
    const { method = '', url = '', headers } = asked;
    if (holds(method, url)) return void held.push(`${method} ${url}`);
    const onward = request(new URL(url, endpoint), { method, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 500, came.headers);
      came.pipe(answer);
    });
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, held };
}

onS3('a removal from a bucket that is killed with -9', (server) => {
  const isDelete = (method: string, url: string) => method === 'POST' && url.includes('delete');

  test.each<BucketKind>(['plain', 'versioned'])(
    'after its mark: it is no backup any more, and a later sweep takes the rest (%s)',
    async (kind) => {
      const scene = await makeBucket(server(), kind);
      const vault = await scene.open();
      await store(vault, gone);
      const other = await store(vault, kept);
      const before = await standBefore(server().endpoint, isDelete);
      const { accessKeyId, secretAccessKey: secret } = server();
      const child = send({ storage: { ...scene.storage, endpoint: before.endpoint }, id: gone, accessKeyId, secret });
      await until(() => before.held.length === 1, 30_000);
      await kill(child);

      expect((await keysIn(scene)).filter((key) => key.includes(gone))).toHaveLength(1);
      expect(await vault.list()).toEqual([other]);
      expect(await (await scene.open({ now: tomorrow() })).sweep()).toEqual([gone]);
      expect((await allVersions(scene)).filter(({ Key }) => Key?.includes(gone))).toEqual([]);
      expect(await vault.list()).toEqual([other]);
    },
  );

  test('before its mark: the backup is whole, and listed', async () => {
    const scene = await makeBucket(server());
    const vault = await scene.open();
    const stored = await store(vault, gone);
    const before = await standBefore(server().endpoint, (method) => method === 'DELETE');
    const { accessKeyId, secretAccessKey: secret } = server();
    const child = send({ storage: { ...scene.storage, endpoint: before.endpoint }, id: gone, accessKeyId, secret });
    await until(() => before.held.length === 1, 30_000);
    await kill(child);
    expect(await vault.list()).toEqual([stored]);
    expect(await vault.measure(gone)).toHaveLength(1);
  });
});
