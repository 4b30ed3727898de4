import type { Finding } from '../../domain/finding.ts';
import type { DeployStanding } from '../../ports/deploys.ts';
import type { Effort } from '../../ports/run-tag.ts';
import { waitFor } from './web-api/patience.ts';

export interface WatchWishes {
  readonly name: string;
  readonly commit: string;
  readonly ready_within: number;
  readonly look_every: number;
}

/**
 * Looks until the deploy runs, has failed, or has taken longer than policy gives it, and says so in one finding. A deploy
 * that has not failed is never called failed: it may still come. What cannot be asked for a moment is asked again.
 */
export async function watchDeploy(
  look: () => Promise<DeployStanding>,
  { name, commit, ready_within: withinMs, look_every: everyMs }: WatchWishes,
  effort: Effort,
): Promise<Finding> {
  const beganAt = performance.now();
  for (;;) {
    const { state, say } = await look();
    const seconds = ((performance.now() - beganAt) / 1_000).toFixed(1);
    if (state === 'live') return { check: name, result: 'passed', say: `${name} runs ${commit}, after ${seconds} s` };
    if (state === 'failed') return failedDeploy(name, say);
    if (performance.now() - beganAt + everyMs > withinMs) return stillRunning(name, commit, say, seconds);
    effort.progress(`${name}: ${say}, ${seconds} s`);
    await waitFor(everyMs, effort.signal);
  }
}

export function alreadyRuns(name: string, commit: string): Finding {
  return { check: name, result: 'passed', say: `${name} runs ${commit} already` };
}

export function failedDeploy(name: string, what: string, hint?: string): Finding {
  return {
    check: name,
    result: 'failed',
    say: `${name}: the deploy failed: ${what}`,
    hint: hint ?? 'Look at the deploy by hand, then try this step again.',
  };
}

function stillRunning(name: string, commit: string, say: string, seconds: string): Finding {
  return {
    check: name,
    result: 'failed',
    say: `${name}: the deploy of ${commit} has not failed, but is still not running after ${seconds} s: ${say}`,
    hint: 'Try this step again to go on watching it; a deploy that is under way is joined, not repeated.',
  };
}
