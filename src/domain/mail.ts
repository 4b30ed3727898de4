import { digestOf } from './canonical.ts';
import type { Digest, PersonId } from './ids.ts';

/** A mail to users, as the journal has it. Who gets it is never written down: only how many they were, and their digest. */
export interface UserMail {
  /** Counts from 1 in its incident. */
  readonly number: number;
  readonly subject: string;
  readonly text: string;
  readonly by: PersonId;
  /** Who confirmed that it goes out, to how many; null where nobody did yet. */
  readonly approved: { readonly by: PersonId; readonly recipients: number; readonly digest: Digest } | null;
}

/** So many recipients go into one message: more is refused by many servers. */
export const RECIPIENTS_PER_MESSAGE = 50;

/** What a list of addresses is known by: the same people, in whatever order, give the same digest. */
export function recipientsDigest(addresses: readonly string[]): Digest {
  return digestOf([...new Set(addresses)].toSorted());
}

/** The list in parts that each go out as one message; always the same for the same people. */
export function recipientParts(addresses: readonly string[]): readonly (readonly string[])[] {
  const sorted = [...new Set(addresses)].toSorted();
  const parts = Math.ceil(sorted.length / RECIPIENTS_PER_MESSAGE);
  return Array.from({ length: parts }, (_, at) =>
    sorted.slice(at * RECIPIENTS_PER_MESSAGE, (at + 1) * RECIPIENTS_PER_MESSAGE),
  );
}
