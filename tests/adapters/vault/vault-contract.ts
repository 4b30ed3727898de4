import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BackupId, Instant } from '../../../src/domain/ids.ts';
import { BackupManifest, type BackupProof } from '../../../src/domain/manifest.ts';
import type { ArtifactFile, Vault } from '../../../src/ports/vault.ts';
import { digestOfFiles } from '../../../src/services/backups/inspect.ts';

const digest = 'c'.repeat(64);

export function manifestOf(
  id: BackupId,
  files: readonly ArtifactFile[],
  snapshotAt = '2026-11-21T11:34:00.000Z',
): BackupManifest {
  const at = Instant.parse(snapshotAt);
  return BackupManifest.parse({
    version: 1,
    id,
    service: 'shop',
    kind: 'manual',
    takenBy: 'U0TEST',
    startedAt: at,
    snapshotAt: at,
    finishedAt: at,
    snapshot: '1:1:',
    lsn: '0/1',
    systemIdentifier: null,
    database: { name: 'shop', oid: 5, owner: 'shop', encoding: 'UTF8', collate: 'C' },
    serverVersion: '15.18',
    clientVersion: '15.18',
    tables: [],
    sequences: [],
    largeObjects: 0,
    extensions: [],
    roles: [],
    schemaHash: digest,
    aclHash: digest,
    settings: [],
    migrationHead: null,
    appCommit: null,
    artifact: {
      files: [...files],
      bytes: 3,
      sha256: digestOfFiles(files),
      format: 'directory',
      encryption: 'none',
      recipients: [],
      keepsOwnersAndRights: true,
    },
  });
}

const [first, second] = [
  BackupId.parse('20261121T113400Z-manual-0001'),
  BackupId.parse('20261121T113500Z-nightly-0002'),
];

export async function store(vault: Vault, id = first, snapshotAt?: string) {
  const draft = await vault.begin(id);
  await writeFile(join(draft.folder, 'rows'), 'abc');
  return draft.seal(manifestOf(id, await draft.measure(), snapshotAt));
}

const proof: BackupProof = {
  provedAt: Instant.parse('2026-11-21T12:00:00.000Z'),
  durationMs: 1200,
  passed: true,
  findings: [{ check: 'content', result: 'passed', say: '1 of 1 tables' }],
};

/** What every storage must do. */
export function vaultContract(open: () => Promise<Vault>): void {
  test('lists a backup when it was sealed, not before', async () => {
    const vault = await open();
    const draft = await vault.begin(first);
    await writeFile(join(draft.folder, 'rows'), 'abc');
    expect(await vault.list()).toEqual([]);
    expect(await vault.read(first)).toBeNull();
    const stored = await draft.seal(manifestOf(first, await draft.measure()));
    expect(await vault.list()).toEqual([stored]);
    await draft.discard();
    expect(await vault.read(first)).toEqual(stored);
  });

  test('leaves nothing of a draft that was discarded', async () => {
    const vault = await open();
    await (await vault.begin(first)).discard();
    await store(vault, second);
    expect((await vault.list()).map(({ manifest }) => manifest.id)).toEqual([second]);
  });

  test('gives back what was written, measured byte by byte, and nothing of what is not there', async () => {
    const vault = await open();
    await store(vault);
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await vault.measure(first)).toEqual([{ name: 'rows', bytes: 3, sha256: abc }]);
    const fetched = await vault.fetch(first);
    expect(await readFile(join(fetched.folder, 'rows'), 'utf8')).toBe('abc');
    await fetched.release();
    expect(await vault.readText(first, 'rows')).toBe('abc');
    expect(await vault.readText(first, 'more')).toBeNull();
    expect(await vault.measure(second)).toEqual([]);
  });

  test('shows the newest snapshot first', async () => {
    const vault = await open();
    await store(vault, second, '2026-11-20T00:00:00.000Z');
    await store(vault, first, '2026-11-21T00:00:00.000Z');
    expect((await vault.list()).map(({ manifest }) => manifest.id)).toEqual([first, second]);
  });

  test('keeps the proof, the last one that was recorded', async () => {
    const vault = await open();
    expect((await store(vault)).proof).toBeNull();
    await vault.recordProof(first, { ...proof, passed: false });
    await vault.recordProof(first, proof);
    expect((await vault.read(first))?.proof).toEqual(proof);
  });

  test('lets the run that finishes an id first have it; the other gets that one', async () => {
    const vault = await open();
    const late = await vault.begin(first);
    await writeFile(join(late.folder, 'rows'), 'xyz');
    const winner = await store(vault);
    expect(await late.seal(manifestOf(first, await late.measure()))).toEqual(winner);
    expect((await vault.measure(first)).map(({ sha256 }) => sha256.slice(0, 6))).toEqual(['ba7816']);
    expect(await vault.list()).toHaveLength(1);
  });

  test('sweeps no draft of a living maker', async () => {
    const vault = await open();
    const draft = await vault.begin(first);
    expect(await vault.sweep()).toEqual([]);
    await writeFile(join(draft.folder, 'rows'), 'abc');
    await draft.seal(manifestOf(first, await draft.measure()));
  });
}
