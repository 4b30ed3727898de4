import { looksLikeCommit } from '../../domain/commit.ts';
import { RecourseError } from '../../domain/errors.ts';
import type { Effort } from '../../ports/run-tag.ts';

/** The grant in hand must be of the run that asks (I1). @throws RecourseError `bad-input` */
export function refuseOtherRuns(grant: { readonly incident: string }, { tag }: Effort): void {
  if (grant.incident === tag.run) return;
  throw new RecourseError(`The approval of ${grant.incident} covers nothing in ${tag.run}.`, {
    code: 'bad-input',
    hint: 'Nothing was done. This is a mistake in the program: please report it with the incident’s timeline.',
    facts: { granted: grant.incident, run: String(tag.run) },
  });
}

/** A commit that begins with a dash would be an option of somebody's program (I7). @throws RecourseError `bad-input` */
export function refuseOddCommit(commit: string): void {
  if (looksLikeCommit(commit)) return;
  throw new RecourseError('That is no name of a commit.', {
    code: 'bad-input',
    hint: 'Expected a hash or a tag: letters, digits, dots, dashes and slashes, not beginning with a dash.',
    facts: { commit: commit.slice(0, 60) },
  });
}
