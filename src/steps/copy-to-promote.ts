import type { ValidatedCopy } from '../domain/database.ts';
import type { Given } from '../engine/step.ts';
import { examineReplaced } from './examine-replaced.ts';
import { validateCopy } from './validate-copy.ts';

/** The database that becomes production on this path: the validated copy, or the one that a restore replaced. */
export function copyToPromote(given: Given): ValidatedCopy {
  return given.incident.choice.path === 'undo-restore'
    ? given.outcomeOf(examineReplaced).copy
    : given.outcomeOf(validateCopy).copy;
}
