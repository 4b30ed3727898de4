import { digestOf } from '../domain/canonical.ts';
import type { Digest } from '../domain/ids.ts';
import { type JoinedScripts, joinScripts } from '../domain/repair.ts';
import type { Given } from '../engine/step.ts';

/** The text of each script, and what tells whether it is still the same. */
export interface ReadScripts {
  readonly joined: JoinedScripts;
  readonly digests: readonly Digest[];
  /** Why they must not run, not even on a copy; null where nothing speaks against it. */
  readonly barrier: string | null;
}

/** @throws RecourseError `bad-configuration` where one cannot be read */
export async function readScripts(
  { source, repairs: reader }: Given['ports'],
  repairs: readonly { readonly script: string }[],
): Promise<ReadScripts> {
  const texts: { script: string; text: string }[] = [];
  for (const { script } of repairs) texts.push({ script, text: await source.readScript(script) });
  const barriers = await Promise.all(texts.map(({ script, text }) => reader.barriers(baseName(script), text)));
  return {
    joined: joinScripts(texts),
    digests: texts.map(({ text }) => digestOf(text)),
    barrier: barrierOf(barriers.flat()),
  };
}

function barrierOf([first, ...more]: readonly string[]): string | null {
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  return `The repair does not run, because it would act outside its database or cannot be read: ${first}${others}.`;
}

export const mendTheScript =
  'Take that out of the script, then stop this recovery and choose a way back again: `/rollback options` shows them all.';

export function baseName(file: string): string {
  return file.split('/').at(-1) ?? file;
}
