import { digestOf } from '../domain/canonical.ts';
import type { Digest } from '../domain/ids.ts';
import { type JoinedScripts, joinScripts } from '../domain/repair.ts';
import type { Given } from '../engine/step.ts';

/** The text of each script, and what tells whether it is still the same. */
export interface ReadScripts {
  readonly joined: JoinedScripts;
  readonly digests: readonly Digest[];
}

/** @throws RecourseError `bad-configuration` where one cannot be read */
export async function readScripts(
  { source }: Given['ports'],
  repairs: readonly { readonly script: string }[],
): Promise<ReadScripts> {
  const texts: { script: string; text: string }[] = [];
  for (const { script } of repairs) texts.push({ script, text: await source.readScript(script) });
  return { joined: joinScripts(texts), digests: texts.map(({ text }) => digestOf(text)) };
}
