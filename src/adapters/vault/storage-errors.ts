import { RecourseError } from '../../domain/errors.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT']);

/** Says what a failed file operation means for the storage, and what to do about it. */
export function storageError(doing: string, path: string, cause: unknown): RecourseError {
  if (cause instanceof RecourseError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const facts = { path, code };
  if (fullCodes.has(code)) {
    return new RecourseError(`The backup storage is full: ${doing} in ${path} stopped (${code}).`, {
      code: 'disk-full',
      hint: 'Free space there, or let `backups.storage.path` name a larger disk; nothing half-written was left behind.',
      facts,
      cause,
    });
  }
  return new RecourseError(`The backup storage did not answer as it should: ${doing} in ${path} (${code}).`, {
    code: 'storage-failed',
    hint:
      code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'Let the account that runs Recourse read and write there.'
        : 'Look at that path by hand; the disk or its mount may have gone.',
    facts,
    cause,
  });
}

/** Runs one operation on the storage and turns what it throws into an error that a person can act on. */
export async function onStorage<Result>(doing: string, path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw storageError(doing, path, error);
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
