import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { Finding } from '../../domain/finding.ts';
import type { BackupManifest } from '../../domain/manifest.ts';
import type { ManifestSignatures } from '../../ports/signatures.ts';

export interface SigningWishes {
  /** Ed25519 private key: PEM, or its PKCS #8 in base64. A secret. Undefined on a machine that only restores. */
  readonly privateKey: string | undefined;
  /** Ed25519 public keys (SPKI in base64) whose signatures count; none: nothing is checked. */
  readonly trustedKeys: readonly string[];
}

interface TrustedKey {
  readonly id: string;
  readonly key: KeyObject;
}

const idLetters = 16;
const check = 'signature';
const hint = 'Do not restore from this backup. Choose another one, and find out who can write into the storage.';

/**
 * Signs manifests with Ed25519 over their canonical JSON (RFC 8785), and holds them to the keys that the policy trusts.
 *
 * @throws RecourseError `bad-configuration` for a key that is none, or a signing key that its own policy does not trust
 */
export function createSignatures({ privateKey, trustedKeys }: SigningWishes): ManifestSignatures {
  const trusted = trustedKeys.map(readPublicKey);
  const signing = privateKey === undefined ? null : readPrivateKey(privateKey);
  if (signing !== null && !trusted.some(({ id }) => id === signing.id)) throw untrustedSelf(signing.id);
  return {
    sign: (manifest) => {
      if (signing === null) return manifest;
      const value = sign(null, signedBytes(manifest), signing.key).toString('base64');
      return { ...manifest, signature: { algorithm: 'ed25519', key: signing.id, value } };
    },
    judge: (manifest) => (trusted.length === 0 ? null : judge(manifest, trusted)),
  };
}

function judge(manifest: BackupManifest, trusted: readonly TrustedKey[]): Finding {
  const { signature } = manifest;
  if (signature === undefined) return { check, result: 'failed', say: 'its manifest is not signed', hint };
  const signer = trusted.find(({ id }) => id === signature.key);
  if (signer === undefined) {
    const say = `its manifest is signed with the key ${signature.key}, which \`backups.trusted_keys\` does not name`;
    return { check, result: 'failed', say, hint };
  }
  if (!verify(null, signedBytes(manifest), signer.key, Buffer.from(signature.value, 'base64'))) {
    return { check, result: 'failed', say: 'the signature does not fit its manifest: one of them was changed', hint };
  }
  return { check, result: 'passed', say: `signed with the trusted key ${signer.id}` };
}

/** Everything but the signature itself. */
function signedBytes({ signature: _, ...manifest }: BackupManifest): Buffer {
  return Buffer.from(canonicalJson(manifest), 'utf8');
}

function readPublicKey(text: string): TrustedKey {
  try {
    const der = Buffer.from(text, 'base64');
    return trustedKey(createPublicKey({ key: der, format: 'der', type: 'spki' }));
  } catch (cause) {
    throw badKey('One of `backups.trusted_keys` is no Ed25519 public key.', publicHint, cause);
  }
}

function readPrivateKey(text: string): TrustedKey {
  const read = tryPrivateKey(text);
  if (read !== null) return read;
  throw badKey('The variable of `backups.signing_key_env` holds no Ed25519 private key.', privateHint);
}

/** Null where it cannot be read: what OpenSSL says of it may hold a piece of the key, and goes no further. */
function tryPrivateKey(text: string): TrustedKey | null {
  try {
    const key = text.includes('-----BEGIN')
      ? createPrivateKey(text.replaceAll('\\n', '\n'))
      : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    return { id: trustedKey(createPublicKey(key)).id, key };
  } catch {
    return null;
  }
}

function trustedKey(key: KeyObject): TrustedKey {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError(`a key of the type ${key.asymmetricKeyType}`);
  const der = key.export({ format: 'der', type: 'spki' });
  return { id: createHash('sha256').update(der).digest('hex').slice(0, idLetters), key };
}

const privateHint = 'Make one: openssl genpkey -algorithm ed25519 -outform DER | base64 -w0';
const publicHint = 'Its public half: openssl pkey -in key.der -inform DER -pubout -outform DER | base64 -w0';

function badKey(message: string, next: string, cause?: unknown): RecourseError {
  return new RecourseError(message, { code: 'bad-configuration', hint: next, cause });
}

function untrustedSelf(id: string): RecourseError {
  return new RecourseError(
    `Backups would be signed with the key ${id}, which \`backups.trusted_keys\` does not name.`,
    {
      code: 'bad-configuration',
      hint: `Add its public half there, or none of these backups could be restored. ${publicHint}`,
      facts: { key: id },
    },
  );
}
