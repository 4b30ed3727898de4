import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSignatures } from '../../../src/adapters/signing/ed25519.ts';
import { canonicalJson } from '../../../src/domain/canonical.ts';
import { BackupId } from '../../../src/domain/ids.ts';
import { BackupManifest } from '../../../src/domain/manifest.ts';
import { manifestOf } from '../vault/vault-manifest.ts';

const manifest = manifestOf(BackupId.parse('20261121T113400Z-manual-0001'), []);

function makeKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    trusted: spki.toString('base64'),
    id: createHash('sha256').update(spki).digest('hex').slice(0, 16),
  };
}

const ours = makeKey();
const theirs = makeKey();

describe('a signed manifest', () => {
  const signatures = createSignatures({ privateKey: ours.privateKey, trustedKeys: [theirs.trusted, ours.trusted] });
  const signed = signatures.sign(manifest);

  test('is known by its key, also after it was written and read again', () => {
    const read = BackupManifest.parse(JSON.parse(JSON.stringify(signed)));
    expect(signatures.judge(read)).toMatchObject({ result: 'passed', say: expect.stringContaining(ours.id) });
  });

  test('can be checked by anybody with openssl and the canonical JSON', () => {
    const folder = mkdtempSync(join(tmpdir(), 'recourse-sign-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { signature, ...rest } = signed;
    writeFileSync(join(folder, 'manifest'), canonicalJson(rest));
    writeFileSync(join(folder, 'signature'), Buffer.from(signature?.value ?? '', 'base64'));
    writeFileSync(join(folder, 'key.der'), Buffer.from(ours.trusted, 'base64'));
    const args = ['-verify', '-pubin', '-inkey', 'key.der', '-keyform', 'DER', '-rawin', '-in', 'manifest'];
    const said = execFileSync('openssl', ['pkeyutl', ...args, '-sigfile', 'signature'], { cwd: folder }).toString();
    expect(said).toContain('Signature Verified Successfully');
  });

  const { signature } = signed;
  if (signature === undefined) throw new Error('it was signed');
  test.each<[what: string, judged: BackupManifest, says: RegExp]>([
    ['no signature', manifest, /is not signed/],
    ['another’s signature, of a key that nobody trusts', foreign(), /does not name/],
    ['a signature of another manifest', { ...signed, takenBy: 'U0OTHER' }, /does not fit/],
    ['the key of another trusted one', resigned({ key: theirs.id }), /does not fit/],
    ['an empty signature', resigned({ value: '' }), /does not fit/],
    ['a signature with one bit changed', resigned({ value: flipped(signature.value) }), /does not fit/],
  ])('is refused with %s', (_, judged, says) => {
    expect(signatures.judge(judged)).toMatchObject({ result: 'failed', say: expect.stringMatching(says) });
  });

  function resigned(change: Partial<NonNullable<BackupManifest['signature']>>): BackupManifest {
    return { ...signed, signature: { algorithm: 'ed25519', key: ours.id, value: '', ...signature, ...change } };
  }
});

function foreign(): BackupManifest {
  const stranger = makeKey();
  return createSignatures({ privateKey: stranger.privateKey, trustedKeys: [stranger.trusted] }).sign(manifest);
}

function flipped(value: string): string {
  const bytes = Buffer.from(value, 'base64');
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('keys', () => {
  test('are read as PEM, also with its line ends written out', () => {
    for (const privateKey of [ours.pem, ours.pem.replaceAll('\n', '\\n')]) {
      const { signature } = createSignatures({ privateKey, trustedKeys: [ours.trusted] }).sign(manifest);
      expect(signature?.key).toBe(ours.id);
    }
  });

  test('that nobody configured sign nothing and refuse nothing', () => {
    const none = createSignatures({ privateKey: undefined, trustedKeys: [] });
    expect(none.sign(manifest)).toBe(manifest);
    expect(none.judge(manifest)).toBeNull();
  });

  test.each([
    ['a signing key that its own policy does not trust', ours.privateKey, [theirs.trusted], /does not name/],
    ['a signing key that is none', 'hunter2hunter2', [ours.trusted], /no Ed25519 private key/],
    ['a trusted key that is none', undefined, ['MCowBQYDK2VwAyEA'], /no Ed25519 public key/],
  ])('are refused at start: %s', (_, privateKey, trustedKeys, says) => {
    const open = () => createSignatures({ privateKey, trustedKeys });
    expect(open).toThrow(says);
    expect(open).not.toThrow('hunter2');
  });
});
