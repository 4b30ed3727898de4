import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BackupId, Instant } from '../../../src/domain/ids.ts';
import type { BackupProof } from '../../../src/domain/manifest.ts';
import type { Vault } from '../../../src/ports/vault.ts';
import { manifestOf } from './vault-manifest.ts';

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

type OpenVault = () => Promise<Vault>;

/** What every storage must do. */
export function vaultContract(open: OpenVault): void {
  drafting(open);
  readingFiles(open);
  keepingNotes(open);
}

/** From a draft to a backup that is listed. */
function drafting(open: OpenVault): void {
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

  test('shows the newest snapshot first', async () => {
    const vault = await open();
    await store(vault, second, '2026-11-20T00:00:00.000Z');
    await store(vault, first, '2026-11-21T00:00:00.000Z');
    expect((await vault.list()).map(({ manifest }) => manifest.id)).toEqual([first, second]);
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

/** The artefact’s files. */
function readingFiles(open: OpenVault): void {
  test('gives back what was written, measured byte by byte, and nothing of what is not there', async () => {
    const vault = await open();
    const { manifest } = await store(vault);
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await vault.measure(first)).toEqual([{ name: 'rows', bytes: 3, sha256: abc }]);
    const fetched = await vault.fetch(manifest);
    expect(await readFile(join(fetched.folder, 'rows'), 'utf8')).toBe('abc');
    await fetched.release();
    expect(await vault.readText(first, 'rows')).toBe('abc');
    expect(await vault.readText(first, 'more')).toBeNull();
    expect(await vault.measure(second)).toEqual([]);
  });

  test('gives each reader files of its own, or leaves them as they are, until they are released', async () => {
    const vault = await open();
    const { manifest } = await store(vault);
    const [one, other] = [await vault.fetch(manifest), await vault.fetch(manifest)];
    await one.release();
    expect(await readFile(join(other.folder, 'rows'), 'utf8')).toBe('abc');
    await other.release();
    expect(await vault.measure(first)).toHaveLength(1);
  });

  test('keeps files in folders below the artefact', async () => {
    const vault = await open();
    const draft = await vault.begin(first);
    await mkdir(join(draft.folder, 'dump'));
    await writeFile(join(draft.folder, 'dump', 'toc.dat'), 'toc');
    await draft.writeText('catalogue.json', '{}');
    const { manifest } = await draft.seal(manifestOf(first, await draft.measure()));
    expect((await vault.measure(first)).map(({ name }) => name)).toEqual(['catalogue.json', 'dump/toc.dat']);
    const fetched = await vault.fetch(manifest);
    expect(await readFile(join(fetched.folder, 'dump', 'toc.dat'), 'utf8')).toBe('toc');
    await fetched.release();
  });
}

/** What is kept beside an artefact, and how all of it goes. */
function keepingNotes(open: OpenVault): void {
  test('keeps the proof, the last one that was recorded', async () => {
    const vault = await open();
    expect((await store(vault)).proof).toBeNull();
    await vault.recordProof(first, { ...proof, passed: false });
    await vault.recordProof(first, proof);
    expect((await vault.read(first))?.proof).toEqual(proof);
  });

  test('keeps a pin with its reason and who set it, until it is taken away', async () => {
    const vault = await open();
    expect((await store(vault)).pin).toBeUndefined();
    const pin = { by: 'U0LEAD', reason: 'before the audit', at: proof.provedAt };
    await vault.recordPin(first, pin);
    expect((await vault.list())[0]?.pin).toEqual(pin);
    await vault.recordPin(first, null);
    await vault.recordPin(first, null);
    expect((await vault.read(first))?.pin).toBeUndefined();
  });

  test('removes a backup whole, is asked twice without harm, and leaves its neighbours alone', async () => {
    const vault = await open();
    await store(vault);
    await store(vault, second);
    await vault.recordProof(first, proof);
    await vault.remove(first);
    await vault.remove(first);
    expect(await vault.read(first)).toBeNull();
    expect(await vault.measure(first)).toEqual([]);
    expect((await vault.list()).map(({ manifest }) => manifest.id)).toEqual([second]);
    expect(await vault.measure(second)).toHaveLength(1);
    // The id is free again, and nothing of the old one comes back with it.
    expect((await store(vault)).proof).toBeNull();
  });
}
