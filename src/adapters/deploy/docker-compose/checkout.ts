import { toInstant } from '../../../domain/ids.ts';
import type { KnownGood, WantedDeploy } from '../../../ports/deploys.ts';
import type { Effort } from '../../../ports/run-tag.ts';
import type { RunIn } from './run-in.ts';

/** The checkout that a compose file builds from. */
export interface Checkout {
  /** The full hash that is checked out; null where that cannot be asked. */
  head(effort: Effort): Promise<string | null>;
  /** The full hash of a commit, fetched where the checkout does not have it yet; null where nobody has it. */
  find(commit: string, effort: Effort): Promise<string | null>;
  /** Tracked files that were changed by hand; a checkout could lose them. */
  changedFiles(effort: Effort): Promise<readonly string[]>;
  checkOut(hash: string, effort: Effort): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** From the reflog: what was checked out when. It does not know whether it worked. */
  earlier(wanted: WantedDeploy, effort: Effort): Promise<KnownGood | null>;
}

/** A visit of HEAD: hash, a tab, seconds since 1970. */
const visit = /^([0-9a-f]{40,64})\tHEAD@\{(\d+)\}$/;

export function openCheckout(run: RunIn): Checkout {
  const hashOf = async (name: string, effort: Effort): Promise<string | null> => {
    const asked = ['git', 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const { exitCode, stdout } = await run(asked, effort);
    return exitCode === 0 ? stdout.trim() : null;
  };
  return {
    head: (effort) => hashOf('HEAD', effort),
    async find(commit, effort) {
      const here = await hashOf(commit, effort);
      if (here !== null) return here;
      await run(['git', 'fetch', '--quiet', '--tags', '--all'], effort);
      return hashOf(commit, effort);
    },
    async changedFiles(effort) {
      const { stdout } = await run(['git', 'status', '--porcelain', '--untracked-files=no', '-z'], effort);
      return stdout.split('\0').filter((line) => line !== '');
    },
    checkOut: (hash, effort) => run(['git', 'checkout', '--quiet', '--detach', hash], effort),
    async earlier(wanted, effort) {
      const asked = ['git', 'log', '--walk-reflogs', '--date=unix', '--format=%H%x09%gd', 'HEAD'];
      const visits = readVisits((await run(asked, effort)).stdout);
      const named = 'commit' in wanted ? wanted.commit : (wanted.otherThan ?? null);
      const hash = named === null ? null : await hashOf(named, effort);
      const found = visits.find(({ id, at }) =>
        'commit' in wanted ? id === hash : id !== hash && at.getTime() < Date.parse(wanted.before),
      );
      return found === undefined ? null : { ...found, commit: found.id, at: toInstant(found.at), proved: false };
    },
  };
}

/** What HEAD was, newest first. */
function readVisits(stdout: string): readonly { readonly id: string; readonly at: Date }[] {
  return stdout.split('\n').flatMap((line) => {
    const [, id, seconds] = visit.exec(line) ?? [];
    return id === undefined ? [] : [{ id, at: new Date(Number(seconds) * 1_000) }];
  });
}
