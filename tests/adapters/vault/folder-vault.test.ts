import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openFolderVault } from '../../../src/adapters/vault/folder-vault.ts';
import { BackupId, ServiceName } from '../../../src/domain/ids.ts';
import { store, vaultContract } from './vault-contract.ts';

const service = ServiceName.parse('shop');
const now = new Date('2026-11-21T12:00:00.000Z');
const id = BackupId.parse('20261121T113400Z-manual-0009');

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'recourse-vault-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

function openAt(path: string, keepOutOf: readonly string[] = []) {
  return openFolderVault({ path, service, keepOutOf, clock: { now: () => now } });
}

describe('a folder as storage', () => {
  vaultContract(async () => openAt(await folder()));

  test('is made where it is missing, and is nobody else’s to read', async () => {
    const path = join(await folder(), 'deep', 'backups');
    const stored = await store(await openAt(path));
    const modeOf = async (...parts: string[]) => ((await stat(join(path, ...parts))).mode & 0o777).toString(8);
    expect(await modeOf('shop')).toBe('700');
    expect(await modeOf('shop', stored.manifest.id)).toBe('700');
    expect(await modeOf('shop', stored.manifest.id, 'artifact', 'rows')).toBe('600');
    expect(await modeOf('shop', stored.manifest.id, 'manifest.json')).toBe('600');
  });

  test.each<[what: string, inside: (checkout: string) => Promise<string>]>([
    ['the checkout', async (checkout) => checkout],
    ['a folder in it', async (checkout) => join(checkout, 'var', 'backups')],
    [
      'a link into it',
      async (checkout) => {
        const link = join(await folder(), 'link');
        await symlink(checkout, link);
        return link;
      },
    ],
    ['a way round', async (checkout) => join(checkout, '..', checkout.split('/').at(-1) ?? '', 'backups')],
  ])('is refused inside a checkout: %s', async (_, inside) => {
    const checkout = await folder();
    await expect(openAt(await inside(checkout), [checkout])).rejects.toMatchObject({ code: 'bad-configuration' });
    expect(await readdir(join(checkout, 'shop')).catch(() => [])).toEqual([]);
  });

  test('beside a checkout is fine, even with a name that begins like it', async () => {
    const checkout = await folder();
    onTestFinished(() => rm(`${checkout}-backups`, { recursive: true, force: true }));
    await expect(openAt(`${checkout}-backups`, [checkout])).resolves.toBeDefined();
  });

  test('that cannot be used is said with the path', async () => {
    const path = join(await folder(), 'file');
    await writeFile(path, '');
    await expect(openAt(path)).rejects.toMatchObject({ code: 'storage-failed', facts: { path } });
  });
});

describe('sweeping a folder', () => {
  const maker = { host: hostname(), pid: process.pid, born: null };

  async function leave(
    note: object | string | null,
    hoursAgo: number,
  ): Promise<{ sweep(): Promise<readonly string[]> }> {
    const path = await folder();
    const vault = await openAt(path);
    const room = join(path, 'shop', `${id}.0a0b0c0d.partial`);
    await mkdir(room);
    if (note !== null)
      await writeFile(join(room, 'maker.json'), typeof note === 'string' ? note : JSON.stringify(note));
    const at = new Date(now.getTime() - hoursAgo * 3_600_000);
    await utimes(room, at, at);
    return vault;
  }

  test.each<[what: string, note: object | string | null, hoursAgo: number, swept: boolean]>([
    ['a dead process of this machine, at once', { ...maker, pid: 2 ** 22 + 1 }, 0, true],
    ['a later process that got the dead one’s number', { ...maker, pid: 1, born: 'other' }, 0, true],
    ['not another machine’s, as long as it may be at work', { ...maker, host: 'elsewhere' }, 23, false],
    ['another machine’s, when it was silent for a day', { ...maker, host: 'elsewhere' }, 25, true],
    ['not one whose note is just being written', '{"ho', 1, false],
    ['one without a note, after a day', null, 25, true],
  ])('takes %s', async (_, note, hoursAgo, swept) => {
    const vault = await leave(note, hoursAgo);
    expect(await vault.sweep()).toEqual(swept ? [id] : []);
  });
});
