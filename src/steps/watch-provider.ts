import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Finding } from '../domain/finding.ts';
import { WatchedLooks } from '../domain/switches.ts';
import type { Given, SafeStep } from '../engine/step.ts';
import { afterLook, isWellAgain, type Looks, lookWords, noLooks } from '../plan/judge-looks.ts';
import { plannedSwitch, switchPolicy } from './switch-of.ts';

const Intent = z.object({});
/**
 * Look again and again whether the provider is well, until it has been for as many looks in a row as policy wants (B11). It
 * may take a night. Nothing is touched meanwhile, and after a crash the row of good looks begins anew: a gap is no good look.
 */
export const watchProvider = {
  name: 'watch-provider',
  title: 'Wait until the provider is well',
  needs: 'nothing',
  intent: Intent,
  outcome: WatchedLooks,
  check: async () => ({ kind: 'to-do', intent: {} }),
  run: watch,
  verify: async (_, outcome) => [judge(outcome)],
  undo: 'nothing',
} as const satisfies SafeStep<z.infer<typeof Intent>, WatchedLooks>;

async function watch(given: Given): Promise<WatchedLooks> {
  const { name } = plannedSwitch(given);
  const { recheck } = switchPolicy(given, name);
  const { ports, effort } = given;
  if (recheck === undefined) return {};
  let seen: Looks = noLooks;
  while (!isWellAgain(seen, recheck.well_for)) {
    // The first look waits too: switching off has just changed what there is to see.
    await pause(recheck.every, undefined, { signal: effort.signal });
    const now = afterLook(seen, await ports.switches.look(name, effort));
    const words = lookWords(seen, now, recheck.well_for);
    if (words !== null) effort.progress(words);
    seen = now;
  }
  const { looks, wellFor, changes, last } = seen;
  return { looks, wellFor, changes, ...(last === null ? {} : { last: last.say }) };
}

function judge({ looks, wellFor, changes = 0, last = '' }: WatchedLooks): Finding {
  if (looks === undefined)
    return { check: 'looks', result: 'warned', say: 'nobody looked: recourse.yaml names no re-check of it' };
  const wavered = changes > 1 ? `, and it changed ${changes} times before` : '';
  return {
    check: 'looks',
    result: 'passed',
    say: `well in ${wellFor ?? 0} looks in a row, of ${looks}${wavered}: ${last}`,
  };
}
