import { RecourseError } from '../domain/errors.ts';
import type { Run } from './conduct-incident.ts';

/**
 * What ended because the lease was lost or the process stops says nothing about the step: it is written down as nothing at
 * all, and whoever holds the lease next asks again. Call it first wherever an error would become an entry.
 *
 * @throws RecourseError `lease-lost`, or the error itself, where the run was stopped
 */
export function refuseCutOff({ signal }: Pick<Run, 'signal'>, error: unknown): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof RecourseError ? signal.reason : error;
}
