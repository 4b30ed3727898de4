import { Fence } from '../../src/domain/ids.ts';
import type { Effort } from '../../src/ports/run-tag.ts';

/** An effort of the run INC-7 under fence 3, with everything that it said. */
export function makeEffort(signal: AbortSignal = new AbortController().signal): Effort & { readonly said: string[] } {
  const said: string[] = [];
  return { tag: { run: 'INC-7', fence: Fence.parse(3) }, signal, progress: (say) => said.push(say), said };
}
