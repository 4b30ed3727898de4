import { looksLikeCommit } from '../../domain/commit.ts';
import { RecourseError } from '../../domain/errors.ts';

/** A commit that begins with a dash would be an option of somebody's program (I7). @throws RecourseError `bad-input` */
export function refuseOddCommit(commit: string): void {
  if (looksLikeCommit(commit)) return;
  throw new RecourseError('That is no name of a commit.', {
    code: 'bad-input',
    hint: 'Expected a hash or a tag: letters, digits, dots, dashes and slashes, not beginning with a dash.',
    facts: { commit: commit.slice(0, 60) },
  });
}
