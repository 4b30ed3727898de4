import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { Digest } from './ids.ts';

/**
 * One text for one value, by RFC 8785, so that anybody can compute our digests with a library of their own.
 *
 * @throws TypeError when the value has no JSON form
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('this value has no JSON form');
  return text;
}

/** SHA-256 of a text in UTF-8. */
export function digestOfText(text: string): Digest {
  return Digest.parse(bytesToHex(sha256(utf8ToBytes(text))));
}

/** SHA-256 of the value's canonical JSON. */
export function digestOf(value: unknown): Digest {
  return digestOfText(canonicalJson(value));
}
