import { isSameCommit } from '../domain/commit.ts';
import type { Instant } from '../domain/ids.ts';
import type { StoredBackup } from '../domain/manifest.ts';
import { type Known, soundCommits } from './sound-commits.ts';

/** What a deploy provider says ran well at one of the service's targets before the failure. */
export interface ProvidersWord {
  readonly target: string;
  /** The provider's name for it: a deploy, a deployment, a revision. */
  readonly id: string;
  readonly commit: string;
  readonly at: Instant;
  /** Whether the provider itself recorded that it worked. */
  readonly proved: boolean;
}

/** A commit that code may go back to, and every reason to believe that it ran well. */
export interface CommitCandidate {
  readonly commit: string;
  /** The newest migration that had run with it; null where no backup shows it. */
  readonly head: string | null;
  readonly reasons: readonly string[];
}

interface Ranked {
  readonly commit: string;
  readonly rank: number;
  readonly at: Instant;
  readonly reason: string;
}

/**
 * Every commit that is known to have run before the failure and does not run now, the best first (R3, R4): what a
 * provider recorded to have worked, then what ran when a backup was taken, then what a provider only knows to have been
 * there; among equals the newest.
 */
export function commitCandidates(
  words: readonly ProvidersWord[],
  backups: readonly StoredBackup[],
  known: Known,
): readonly CommitCandidate[] {
  const sound = soundCommits(backups, known);
  const ranked: Ranked[] = [
    ...words.map(({ commit, at, ...word }) => ({ commit, at, rank: word.proved ? 0 : 2, reason: reasonOf(word, at) })),
    ...sound.map(({ commit, at, backup }) => ({
      commit,
      at,
      rank: 1,
      reason: `it ran when backup ${backup} was taken`,
    })),
  ];
  const others = ranked.filter(({ commit }) => known.running === null || !isSameCommit(commit, known.running));
  const best = others.toSorted((a, b) => a.rank - b.rank || (a.at < b.at ? 1 : -1));
  const first = best.filter(
    ({ commit }, index) => best.findIndex((each) => isSameCommit(each.commit, commit)) === index,
  );
  return first.map(({ commit }) => ({
    commit,
    head: sound.find((each) => isSameCommit(each.commit, commit))?.head ?? null,
    reasons: reasonsFor(commit, best),
  }));
}

/** Each source once: of ten nightly backups with one commit, the newest says as much as all of them. */
function reasonsFor(commit: string, best: readonly Ranked[]): string[] {
  const own = best.filter((each) => isSameCommit(each.commit, commit));
  return own
    .filter(({ rank }, index) => rank !== 1 || own.findIndex((each) => each.rank === 1) === index)
    .map(({ reason }) => reason);
}

function reasonOf({ target, id, proved }: Pick<ProvidersWord, 'target' | 'id' | 'proved'>, at: Instant): string {
  const when = `${at.slice(0, 16).replace('T', ' ')} UTC`;
  return proved ? `${target} ran it well: ${id} of ${when}` : `${target} had it: ${id} of ${when}`;
}
