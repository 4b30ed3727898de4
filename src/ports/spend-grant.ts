import { RecourseError } from '../domain/errors.ts';
import type { Grant } from '../policy/grant.ts';
import type { Effort } from './run-tag.ts';

/**
 * The last look before a destructive act (I1). The type of a grant says that policy made it; this says at the moment of
 * spending that it is worth something, because a drill's is not, and that it was not carried over from another incident.
 *
 * @throws RecourseError `bad-input`
 */
export function refuseUnspendable(grant: Pick<Grant, 'kind' | 'incident'>, { tag }: Pick<Effort, 'tag'>): void {
  if (grant.kind !== 'recovery') throw worthless(grant.kind, tag.run);
  if (grant.incident === tag.run) return;
  throw new RecourseError(`The approval of ${grant.incident} covers nothing in ${tag.run}.`, {
    code: 'bad-input',
    hint: 'Nothing was done. This is a mistake in the program: please report it with the incident’s timeline.',
    facts: { granted: grant.incident, run: tag.run },
  });
}

function worthless(kind: string, run: string): RecourseError {
  return new RecourseError('An approval that was given in a drill changes nothing in production.', {
    code: 'bad-input',
    hint: 'Nothing was done. This is a mistake in the program: please report it with the drill’s report.',
    facts: { kind: String(kind), run },
  });
}
