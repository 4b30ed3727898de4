import { RecourseError } from '../../domain/errors.ts';
import type { RunTag } from '../../ports/run-tag.ts';

/**
 * The last look before a destructive act: the grant in hand must be of the very run that asks (I1). Its type says that
 * policy made it; this says that it was not carried over from another incident.
 *
 * @throws RecourseError `bad-input`
 */
export function refuseForeignGrant(grant: { readonly incident: string }, tag: RunTag): void {
  if (grant.incident === tag.run) return;
  throw new RecourseError(`The approval of ${grant.incident} covers nothing in ${tag.run}.`, {
    code: 'bad-input',
    hint: 'Nothing was done. This is a mistake in the program: please report it with the incident’s timeline.',
    facts: { granted: grant.incident, run: String(tag.run) },
  });
}
