import type { StrikeSecrets } from '../../domain/redaction.ts';

/** How much of a command's output is kept, in characters. */
const tailLength = 4_000;
/** Held before the secrets are struck: a secret that the cut goes through must lie before what is kept. */
const heldLength = 16 * tailLength;

/** The end of what a command says, however much that is; nothing leaves it with a secret in it. */
export interface OutputTail {
  add(chunk: string): void;
  /** At most the last 4,000 characters. */
  text(): string;
  /** The newest line that says something, for people who wait; at most 200 characters. */
  newestLine(): string;
}

export function makeOutputTail(strike: StrikeSecrets): OutputTail {
  let held = '';
  let cut = false;
  const struck = () => strike(cut ? held.slice(tailLength) : held);
  return {
    add(chunk) {
      held += chunk;
      if (held.length <= 2 * heldLength) return;
      held = held.slice(-heldLength);
      cut = true;
    },
    text: () => struck().slice(-tailLength),
    newestLine: () =>
      struck()
        .slice(-tailLength)
        .trimEnd()
        .split(/[\r\n]+/)
        .at(-1)
        ?.trim()
        .slice(0, 200) ?? '',
  };
}
